#!/usr/bin/env bash
# Print the full path of a working Python 3.10, the only version on which Rasa 3.6 and its pins install.
#
# A name on PATH proves nothing: pyenv leaves shims for versions that are not active, so each candidate is run.
# What happens is told on standard error; standard output holds the path and nothing else.
set -euo pipefail


# The interpreter behind a candidate, if it is a whole Python 3.10: not the shim, nor somebody's virtual environment.
python310_behind() {
    local found
    found="$("$1" -c '
import ensurepip, os, sys, venv
sys.exit(1) if sys.version_info[:2] != (3, 10) else print(os.path.realpath(sys.executable))' 2>/dev/null)" && echo "$found"
}

# Where machines keep a pyenv for everybody, parted by colons.
shared_pyenv="${PLN123_SHARED_PYENV-/opt/pyenv:/usr/local/pyenv}"

candidates() {
    local name folder shared
    IFS=: read -ra shared <<<"$shared_pyenv"
    [[ -n "${PLN123_PYTHON:-}" ]] && echo "$PLN123_PYTHON"
    for name in python3.10 python3 python; do
        type -aP "$name" || true
    done
    for folder in "${PYENV_ROOT:-}" "${HOME:-}/.pyenv" "${shared[@]}"; do
        compgen -G "$folder/versions/3.10*/bin/python3.10" || true
    done
    compgen -G "/opt/python*3.10*/bin/python3.10" || true
    compgen -G "${HOME:-}/.local/share/uv/python/cpython-3.10*/bin/python3.10" || true
}

working_uv() {
    local candidate
    while read -r candidate; do
        if "$candidate" --version >/dev/null 2>&1; then
            echo "$candidate"
            return 0
        fi
    done < <(type -aP uv; compgen -G "${HOME:-}/.local/bin/uv"; compgen -G "${PYENV_ROOT:-${HOME:-}/.pyenv}/versions/*/bin/uv")
    return 1
}

# A private uv, thrown away afterwards, for machines that have some Python but no uv.
borrowed_uv() {
    local folder="$1" name
    for name in python3 python; do
        if "$name" -m venv "$folder" >/dev/null 2>&1 && "$folder/bin/pip" install --quiet uv >&2; then
            echo "$folder/bin/uv"
            return 0
        fi
    done
    return 1
}

while read -r candidate; do
    if python310_behind "$candidate"; then
        exit 0
    fi
done < <(candidates)

echo "Python 3.10 belum ada di komputer ini; mencoba mengambilnya dengan uv ..." >&2
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
if uv="$(working_uv || borrowed_uv "$scratch/uv")" && "$uv" python install 3.10 >&2; then
    candidate="$("$uv" python find --no-project 3.10 || true)"
    if python310_behind "$candidate"; then
        exit 0
    fi
fi

cat >&2 <<'MESSAGE'

Maaf, Python 3.10 tidak ditemukan dan tidak dapat diambil otomatis.
Silakan pasang dengan salah satu cara ini, lalu ulangi perintahnya:
  uv     : uv python install 3.10
  pyenv  : pyenv install 3.10
  Ubuntu : sudo apt-get install python3.10 python3.10-venv
Bila sudah ada di tempat lain: PLN123_PYTHON=/jalur/ke/python3.10 make run
MESSAGE
exit 1
