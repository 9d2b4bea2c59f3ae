#!/bin/sh
# Make the virtual environment $1 with the first suitable Python: $PYTHON if set, else python3.13 ... python3.
# Needs Python 3.11 or later and pip; a missing ensurepip (Debian and Ubuntu part it off) is worked around.
# An environment that works is kept. Writes nothing outside $1.
set -eu
venv=$1
here=$(pwd -P)
suits='import sys; sys.exit(sys.version_info < (3, 11))'
version='import platform; print(platform.python_version())'

keep() {
    # Of this checkout, or made by hand; runs, is new enough, and has pip.
    [ ! -f "$venv/.made" ] || [ "$(cat "$venv/.made")" = "$here" ] || return 1
    [ -x "$venv/bin/python" ] && "$venv/bin/python" -c "$suits" 2>/dev/null || return 1
    "$venv/bin/python" -m pip --version >/dev/null 2>&1
}

find_python() {
    # Run each candidate: a launcher of a version manager may exist for a Python that does not.
    old=''
    if [ -n "${PYTHON:-}" ]; then set -- "$PYTHON"; else set -- python3.13 python3.12 python3.11 python3 python; fi
    for candidate; do
        found=$("$candidate" -c "$version" 2>/dev/null) || continue
        if "$candidate" -c "$suits" 2>/dev/null; then
            echo "$candidate"
            return 0
        fi
        old="$old $candidate is $found;"
    done
    echo "graphkit needs Python 3.11 or later. Found:${old:- none;} install one" \
        "(Debian, Ubuntu: apt install python3 python3-venv python3-pip; macOS: brew install python@3.13)" \
        "or name one: make PYTHON=/path/to/python3.12" >&2
    return 1
}

make_venv() {
    if "$1" -c 'import ensurepip, venv' 2>/dev/null; then
        "$1" -m venv --clear "$venv"
    elif "$1" -c 'import venv, pip' 2>/dev/null; then
        "$1" -m venv --clear --without-pip "$venv"
        "$1" -m pip --python "$venv/bin/python" install --quiet pip
    else
        echo "$1 can make no virtual environment: it lacks both ensurepip and pip. Install one of them" \
            "(Debian, Ubuntu: apt install python3-venv) and run make again." >&2
        return 1
    fi
}

if ! keep; then
    python=$(find_python)
    echo "Making $venv with $python ($("$python" -c "$version"))"
    make_venv "$python"
fi
echo "$here" >"$venv/.made"
