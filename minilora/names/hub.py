"""Repositories of the Hugging Face hub, through huggingface-hub: its cache, its variables, its token.

    there already    what the cache holds whole is used as it is, without network; of a branch or tag given by name
                     (org/name@main) the hub is asked what it is now, unless HF_HUB_OFFLINE says no
    needed files     config.json, weights in safetensors, tokenizer, generation_config.json, model card; or one GGUF
    trusted          every downloaded file has the digest that the hub lists: sha256, or git's SHA-1 of small files

A connection that breaks is resumed where it broke; a process that is killed downloads only the file it was at again.
huggingface-hub shows the progress, on stderr.

Variables: HF_HOME, HF_HUB_CACHE, HF_HUB_OFFLINE, HF_ENDPOINT, HF_TOKEN; a token of `hf auth login` is used too.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import CheckpointError, brief, quoted
from .digest import CHUNK_BYTES, file_digest
from .gguf_names import choose_gguf
from .spec import HubName

if TYPE_CHECKING:
    from huggingface_hub.hf_api import RepoSibling

CONFIG, SINGLE, INDEX = "config.json", "model.safetensors", "model.safetensors.index.json"
TOKENIZER = "tokenizer.json"
SMALL = (
    *(CONFIG, "generation_config.json", TOKENIZER, "tokenizer_config.json", "special_tokens_map.json"),
    *("added_tokens.json", "chat_template.jinja", "chat_template.json", "README.md", "LICENSE", "LICENSE.txt"),
)
"""Files that are downloaded beside the weights, where a repository has them."""
TEMPLATES = "additional_chat_templates/"
ADAPTER = "adapter_config.json"
COMMIT = re.compile(r"[0-9a-f]{40}")
DEFAULT_BRANCH = "main"


def find_in_hub(name: HubName) -> Path:
    """Return the folder of a repository's files in the hub's cache, or the GGUF in it; download what is missing.

    Raises:
        CheckpointError: in one line: no such repository, no permission, offline and not in the cache, no file that
            minilora can read, a file with another digest than the hub's.
    """
    found = cached(name)
    fixed = name.revision is None or COMMIT.fullmatch(name.revision) is not None
    sure = fixed and (name.file is not None or (found is not None and found.is_dir()))  # not: one GGUF of several
    if found and (sure or _offline()):
        return found
    if _offline():
        raise CheckpointError(
            f"{name} is not, or not wholly, in the hub's cache ({cache_folder()}), and HF_HUB_OFFLINE forbids to "
            "download it. Unset it, or give a path."
        )
    return _download(name)


def cached(name: HubName) -> Path | None:
    """Return what `find_in_hub` returns if the cache holds it whole; no network."""
    repo = cache_folder() / f"models--{name.repo.replace('/', '--')}"
    snapshot = repo / "snapshots" / _commit_of(repo, name.revision or DEFAULT_BRANCH)
    if not snapshot.is_dir():
        return None
    files = [path.relative_to(snapshot).as_posix() for path in snapshot.rglob("*") if path.is_file()]
    if name.file is None and CONFIG in files:
        return snapshot if TOKENIZER in files and _weights_are_there(snapshot, files) else None
    try:
        shards = choose_gguf(files, name.file, name.repo)
    except CheckpointError:
        return None
    return snapshot / shards[0] if set(shards) <= set(files) else None


def cache_folder() -> Path:
    """Return the hub's cache of this user."""
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE)


def _offline() -> bool:
    from huggingface_hub import constants

    return bool(constants.HF_HUB_OFFLINE)


def _commit_of(repo: Path, revision: str) -> str:
    """Return the commit that a branch or tag had when it was last downloaded; the revision itself if it is one."""
    try:
        return (repo / "refs" / revision).read_text(encoding="utf-8").strip() or revision
    except (OSError, UnicodeDecodeError):
        return revision


def _weights_are_there(snapshot: Path, files: Collection[str]) -> bool:
    return SINGLE in files or (INDEX in files and _shards(snapshot / INDEX) <= set(files))


def _shards(index: Path) -> set[str]:
    """Return the weight files that an index names; an index that is damaged names none that there can be."""
    try:
        found = json.loads(index.read_text(encoding="utf-8"))["weight_map"]
        return {str(file) for file in found.values()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {""}


def _download(name: HubName) -> Path:
    from huggingface_hub import HfApi

    with asking(name):
        found = HfApi().model_info(name.repo, revision=name.revision, files_metadata=True)
        listed = {sibling.rfilename: sibling for sibling in found.siblings or ()}
        commit = str(found.sha)
        needed = _needed(name, listed)
        paths = {file: _fetch(name, file, commit, listed) for file in needed if file != INDEX}
        if INDEX in needed:
            paths[INDEX] = index = _fetch(name, INDEX, commit, listed)
            for shard in sorted(_shards(index)):
                if shard not in listed:
                    raise CheckpointError(f"{INDEX} of {name} names {quoted(shard)}, which the repository lacks.")
                _fetch(name, shard, commit, listed)
        _remember(name, commit)
    return paths[CONFIG].parent if CONFIG in paths else paths[needed[0]]


def _needed(name: HubName, listed: Collection[str]) -> list[str]:
    """Return the files to download; where they are a GGUF, its first file comes first, without an index's shards."""
    if name.file is not None or CONFIG not in listed:
        if name.file is None and ADAPTER in listed:
            raise CheckpointError(
                f"{name} holds an adapter, not a base model. Download it (`hf download {name.repo} --local-dir DIR`) "
                "and give DIR as --adapter."
            )
        return choose_gguf(listed, name.file, name.repo)
    if SINGLE not in listed and INDEX not in listed:
        try:
            return choose_gguf(listed, None, name.repo)
        except CheckpointError as err:
            raise CheckpointError(f"{name} has no weights that minilora reads: no safetensors, and {err}") from err
    templates = [file for file in listed if file.startswith(TEMPLATES)]
    return [*(file for file in SMALL if file in listed), *templates, SINGLE if SINGLE in listed else INDEX]


def _fetch(name: HubName, file: str, commit: str, listed: "Mapping[str, RepoSibling]") -> Path:
    """Download a file unless the cache has it, and check what was downloaded."""
    from huggingface_hub import hf_hub_download, try_to_load_from_cache

    before = try_to_load_from_cache(name.repo, file, revision=commit)
    path = Path(hf_hub_download(name.repo, file, revision=commit))
    if isinstance(before, str) and Path(before).exists():
        return path
    expected, found = _listed_digest(listed[file]), ""
    if expected is not None:
        found = file_digest(path) if len(expected) == 64 else _git_digest(path)
    if expected is not None and found != expected:
        path.resolve().unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        raise CheckpointError(
            f"{file} of {name} came with the digest {found}, the hub lists {expected}. It has been removed from the "
            "cache; try again."
        )
    return path


def _listed_digest(sibling: "RepoSibling") -> str | None:
    """Return the sha256 of a large file, git's SHA-1 of a small one; None where the hub lists none."""
    if sibling.lfs is not None:
        return str(sibling.lfs.sha256)
    return str(sibling.blob_id) if sibling.blob_id else None


def _git_digest(path: Path) -> str:
    digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _remember(name: HubName, commit: str) -> None:
    """Write down which commit a branch or tag had, as huggingface-hub does: files were asked for by commit."""
    revision = name.revision or DEFAULT_BRANCH
    if COMMIT.fullmatch(revision):
        return
    ref = cache_folder() / f"models--{name.repo.replace('/', '--')}" / "refs" / revision
    ref.parent.mkdir(parents=True, exist_ok=True)
    ref.write_text(commit, encoding="utf-8")


@contextmanager
def asking(name: HubName | str) -> Iterator[None]:
    """Turn what can go wrong with the hub inside the block into one line each.

    Raises:
        CheckpointError: what was asked for, why it was not given, what to do.
    """
    from huggingface_hub import constants, errors

    try:
        yield
    except errors.GatedRepoError as err:
        raise CheckpointError(
            f"{name} is gated: accept its terms at {constants.ENDPOINT}/{_repo(name)}, then log in with "
            "`hf auth login` or set HF_TOKEN."
        ) from err
    except errors.RevisionNotFoundError as err:
        raise CheckpointError(f"{name}: the repository has no such revision (branch, tag or commit).") from err
    except errors.RepositoryNotFoundError as err:
        raise CheckpointError(
            f"{name} is neither a path here nor a repository of {constants.ENDPOINT} that you may read. Check the "
            "spelling; if it is private, log in with `hf auth login` or set HF_TOKEN."
        ) from err
    except (errors.HTTPError, OSError, ValueError) as err:  # type: ignore[attr-defined]
        raise CheckpointError(
            f"{name} could not be had from {constants.ENDPOINT}: {brief(_reason(err))}. Try again; what was "
            "downloaded whole stays."
        ) from err


def _repo(name: HubName | str) -> str:
    return name.repo if isinstance(name, HubName) else name


def _reason(err: Any) -> str:
    return str(getattr(err, "server_message", None) or err or type(err).__name__)
