"""Upload a published directory to the Hugging Face Hub with huggingface-hub."""

from pathlib import Path

from ..names.hub import one_line_errors


def push(folder: Path, repo: str, *, private: bool = False) -> str:
    """Upload `folder` to the repository `repo` (ORG/NAME), which is created if needed; return the URL of the commit.

    Raises:
        CheckpointError: if the connection fails or the permission is missing.
    """
    from huggingface_hub import HfApi

    with one_line_errors(repo):
        api = HfApi()
        api.create_repo(repo, private=private, exist_ok=True)
        commit = api.upload_folder(repo_id=repo, folder_path=folder, commit_message="Published by minilora")
    return str(commit.commit_url)
