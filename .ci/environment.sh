# Sets up what `run`, `test` and `.ci/run` need. Sourced by them; $root is the checkout.
# Everything lands in $root/.venv. A stamp makes the second time take no time.

venv="$root/.venv"
python="$venv/bin/python"

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "nodegraph: $*"
    exit 2
}

# apt_available: whether this is a Debian where we may install.
apt_available() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

# apt_install PACKAGE...: installs quietly; returns non-zero when it could not.
apt_install() {
    say "nodegraph: installing $* (apt)"
    local log
    log="$(mktemp)"
    if { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; } \
        >"$log" 2>&1; then
        rm -f "$log"
    else
        tail -n 5 "$log" >&2
        rm -f "$log"
        return 1
    fi
}

# find_python: prints the first Python from 3.11 to 3.13.
find_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

# make_venv: creates .venv where there is none that works.
make_venv() {
    "$python" -c 'import pip' 2>/dev/null && return
    local base
    base="$(find_python)" || fail "no Python from 3.11 to 3.13 was found; install one, or set PYTHON to its path"
    if ! "$base" -c 'import ensurepip' 2>/dev/null; then
        if ! { apt_available && apt_install python3-venv; } || ! "$base" -c 'import ensurepip' 2>/dev/null; then
            fail "$base cannot make virtual environments; run: sudo apt-get install python3-venv"
        fi
    fi
    say "nodegraph: making $venv"
    "$base" -m venv --clear "$venv" || fail "$venv could not be made; see the lines above"
}

# install_packages [EXTRA]: installs the project with its dependencies, once per pyproject.toml.
install_packages() {
    local extra="${1:-}" stamp wanted
    stamp="$venv/.installed${extra:+-$extra}"
    wanted="$root $(cksum <"$root/pyproject.toml")"
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then return; fi
    make_venv
    say "nodegraph: installing the Python packages (once; a minute or so)"
    "$python" -m pip install --quiet --disable-pip-version-check -e "$root${extra:+[$extra]}" >&2 ||
        fail "the Python packages could not be installed; see the lines above, and try again with a network"
    printf '%s\n' "$wanted" >"$stamp"
}

# install_libraries: installs the system libraries of the window that are missing, where we may.
# Where we may not, the program itself says which line to type.
install_libraries() {
    local packages
    packages="$("$python" -S "$root/nodegraph_app/doctor.py" --packages)"
    if [ -n "$packages" ] && apt_available; then
        # shellcheck disable=SC2086  # one word per package
        apt_install $packages || say "nodegraph: some system libraries could not be installed"
    fi
}
