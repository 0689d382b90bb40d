"""Download models from the Hugging Face Hub with huggingface-hub, into its cache.

    cache       a complete model in the cache is used without network access. If a branch or tag is given
                (org/name@main), its current commit is requested first, unless HF_HUB_OFFLINE is set
    files       config.json, safetensors weights, tokenizer, generation_config.json and model card; or one GGUF
    integrity   every downloaded file must have the digest that the Hub lists: sha256, or git's SHA-1 for small files

An interrupted download resumes; after the process was killed, it restarts with the file in progress. huggingface-hub
prints the progress to stderr.

Environment variables: HF_HOME, HF_HUB_CACHE, HF_HUB_OFFLINE, HF_ENDPOINT, HF_TOKEN. The token of `hf auth login` is
used too.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import CheckpointError, brief, quoted
from ..files import file_sha256, read_chunks
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
"""Files that are downloaded with the weights, if the repository has them."""
TEMPLATES = "additional_chat_templates/"
ADAPTER = "adapter_config.json"
COMMIT = re.compile(r"[0-9a-f]{40}")
DEFAULT_BRANCH = "main"


def find_in_hub(name: HubName) -> Path:
    """Return the snapshot directory, or the GGUF in it, in the Hub's cache; download missing files.

    Raises:
        CheckpointError: if the repository does not exist or may not be read, has no file that minilora can read, or
            is not in the cache while offline; or if the digest of a file differs from the Hub's.
    """
    found = find_in_cache(name)
    fixed = name.revision is None or COMMIT.fullmatch(name.revision) is not None
    # A single GGUF in the cache may be one of several in the repository, unless its file or type is given.
    unambiguous = fixed and (name.file is not None or (found is not None and found.is_dir()))
    if found and (unambiguous or _offline()):
        return found
    if _offline():
        raise CheckpointError(
            f"{name} is missing or incomplete in the Hub's cache ({cache_folder()}), and HF_HUB_OFFLINE prevents its "
            "download. Unset HF_HUB_OFFLINE, or pass a path."
        )
    return _download(name)


def find_in_cache(name: HubName) -> Path | None:
    """Return the same as `find_in_hub` if it is complete in the cache, else None. Does not use the network."""
    repo = cache_folder() / f"models--{name.repo.replace('/', '--')}"
    snapshot = repo / "snapshots" / _commit_of(repo, name.revision or DEFAULT_BRANCH)
    if not snapshot.is_dir():
        return None
    files = [path.relative_to(snapshot).as_posix() for path in snapshot.rglob("*") if path.is_file()]
    if name.file is None and CONFIG in files:
        return snapshot if TOKENIZER in files and _has_weights(snapshot, files) else None
    try:
        shards = choose_gguf(files, name.file, name.repo)
    except CheckpointError:
        return None
    return snapshot / shards[0] if set(shards) <= set(files) else None


def cache_folder() -> Path:
    """Return the Hub's cache directory of this user."""
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE)


def _offline() -> bool:
    from huggingface_hub import constants

    return bool(constants.HF_HUB_OFFLINE)


def _commit_of(repo: Path, revision: str) -> str:
    """Return the commit of a branch or tag at its last download; a commit is returned unchanged."""
    try:
        return (repo / "refs" / revision).read_text(encoding="utf-8").strip() or revision
    except (OSError, UnicodeDecodeError):
        return revision


def _has_weights(snapshot: Path, files: Collection[str]) -> bool:
    return SINGLE in files or (INDEX in files and _shards(snapshot / INDEX) <= set(files))


def _shards(index: Path) -> set[str]:
    """Return the weight files that an index lists. For a damaged index, return a name that no file has."""
    try:
        found = json.loads(index.read_text(encoding="utf-8"))["weight_map"]
        return {str(file) for file in found.values()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {""}


def _download(name: HubName) -> Path:
    from huggingface_hub import HfApi

    with one_line_errors(name):
        found = HfApi().model_info(name.repo, revision=name.revision, files_metadata=True)
        listed = {sibling.rfilename: sibling for sibling in found.siblings or ()}
        commit = str(found.sha)
        to_download = _files_to_download(name, listed)
        paths = {file: _fetch(name, file, commit, listed) for file in to_download if file != INDEX}
        if INDEX in to_download:
            paths[INDEX] = index = _fetch(name, INDEX, commit, listed)
            for shard in sorted(_shards(index)):
                if shard not in listed:
                    raise CheckpointError(
                        f"{INDEX} of {name} lists {quoted(shard)}, which the repository does not have."
                    )
                _fetch(name, shard, commit, listed)
        _write_ref(name, commit)
    return paths[CONFIG].parent if CONFIG in paths else paths[to_download[0]]


def _files_to_download(name: HubName, listed: Collection[str]) -> list[str]:
    """Return the files to download: a GGUF's shards in order, else all files except the shards in an index."""
    if name.file is not None or CONFIG not in listed:
        if name.file is None and ADAPTER in listed:
            raise CheckpointError(
                f"{name} is an adapter, not a base model. Download it (`hf download {name.repo} --local-dir DIR`) and "
                "pass DIR as --adapter."
            )
        return choose_gguf(listed, name.file, name.repo)
    if SINGLE not in listed and INDEX not in listed:
        try:
            return choose_gguf(listed, None, name.repo)
        except CheckpointError as err:
            raise CheckpointError(f"{name} has no weights that minilora can read: no safetensors, and {err}") from err
    templates = [file for file in listed if file.startswith(TEMPLATES)]
    return [*(file for file in SMALL if file in listed), *templates, SINGLE if SINGLE in listed else INDEX]


def _fetch(name: HubName, file: str, commit: str, listed: "Mapping[str, RepoSibling]") -> Path:
    """Download a file and check its digest, unless it is in the cache."""
    from huggingface_hub import hf_hub_download, try_to_load_from_cache

    before = try_to_load_from_cache(name.repo, file, revision=commit)
    path = Path(hf_hub_download(name.repo, file, revision=commit))
    if isinstance(before, str) and Path(before).exists():
        return path
    expected, found = _listed_digest(listed[file]), ""
    if expected is not None:
        found = file_sha256(path) if len(expected) == 64 else _git_digest(path)
    if expected is not None and found != expected:
        path.resolve().unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        raise CheckpointError(
            f"{file} of {name} has the digest {found}, but the Hub lists {expected}. It has been removed from the "
            "cache; try again."
        )
    return path


def _listed_digest(sibling: "RepoSibling") -> str | None:
    """Return the sha256 of a large file or git's SHA-1 of a small one; None if the Hub lists none."""
    if sibling.lfs is not None:
        return str(sibling.lfs.sha256)
    return str(sibling.blob_id) if sibling.blob_id else None


def _git_digest(path: Path) -> str:
    digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    for chunk in read_chunks(path):
        digest.update(chunk)
    return digest.hexdigest()


def _write_ref(name: HubName, commit: str) -> None:
    """Write the commit of a branch or tag to the cache. huggingface-hub does not, since files are fetched by commit."""
    revision = name.revision or DEFAULT_BRANCH
    if COMMIT.fullmatch(revision):
        return
    ref = cache_folder() / f"models--{name.repo.replace('/', '--')}" / "refs" / revision
    ref.parent.mkdir(parents=True, exist_ok=True)
    ref.write_text(commit, encoding="utf-8")


@contextmanager
def one_line_errors(name: HubName | str) -> Iterator[None]:
    """Convert the exceptions of huggingface-hub in the block to one-line CheckpointErrors.

    Raises:
        CheckpointError: with the name, the reason and what to do.
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
        failed = f"there is no file or directory {name} here, and it could not be downloaded from"
        if not isinstance(name, HubName):  # a repository to upload to
            failed = f"{name} could not be uploaded to"
        raise CheckpointError(
            f"{failed} {constants.ENDPOINT}: {brief(_reason(err))}. Check the spelling or the connection; complete "
            "files are kept."
        ) from err


def _repo(name: HubName | str) -> str:
    return name.repo if isinstance(name, HubName) else name


def _reason(err: Any) -> str:
    return str(getattr(err, "server_message", None) or err or type(err).__name__)
