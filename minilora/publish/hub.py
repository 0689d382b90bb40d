"""The upload of a published directory to the Hugging Face hub, through huggingface-hub."""

from pathlib import Path

from ..names.hub import one_line_errors


def push(folder: Path, repo: str, *, private: bool = False) -> str:
    """Upload `folder` as the repository `repo` (ORG/NAME), made if it is not there; return the address of the commit.

    Raises:
        CheckpointError: in one line: no permission, no connection.
    """
    from huggingface_hub import HfApi

    with one_line_errors(repo):
        api = HfApi()
        api.create_repo(repo, private=private, exist_ok=True)
        done = api.upload_folder(repo_id=repo, folder_path=folder, commit_message="Published by minilora")
    return str(done.commit_url)
