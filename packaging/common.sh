# What packaging/run and packaging/test share: an interpreter, an environment, the system's
# libraries. Sourced, never run; POSIX sh. Exit 3 means: something is missing that a person must add,
# and the last line says what to run.

self=$(readlink -f -- "$0" 2>/dev/null) || self=$0
root=$(CDPATH='' cd -- "$(dirname -- "$self")/.." && pwd -P)

# A person's Python settings are meant for the person's Python.
unset PYTHONHOME PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV

say() {
    printf 'vibekoder: %s\n' "$*" >&2
}

missing() {
    say "$1"
    [ $# -lt 2 ] || printf '%s\n' "$2" >&2
    exit 3
}

# --- interpreter -----------------------------------------------------------------------------------

# Sets $python and $minor if $1 is an interpreter of at least 3.11. A name on PATH proves nothing:
# version managers leave commands there that only print an excuse. The base executable is taken, so
# that an activated environment is never made from itself.
suits() {
    about=$("$1" -I -S -c '
import sys
if sys.version_info < (3, 11):
    sys.exit(1)
print("%d.%d" % sys.version_info[:2], getattr(sys, "_base_executable", None) or sys.executable)
' 2>/dev/null) || return 1
    minor=${about%% *} python=${about#* }
}

find_python() {
    for candidate in ${PYTHON:+"$PYTHON"} python3.13 python3.12 python3.11 python3; do
        ! suits "$candidate" || return 0
        [ "$candidate" != "${PYTHON-}" ] || say "PYTHON=$PYTHON is no Python 3.11 or newer"
    done
    missing 'Python 3.11 or newer is needed; install it, or name it: PYTHON=/path/to/python3'
}

# --- environment -----------------------------------------------------------------------------------

# Sets $venv. A checkout that cannot be written to gets its environment in the user's cache folder.
choose_folder() {
    if [ -n "${VIBEKODER_VENV-}" ]; then
        case $VIBEKODER_VENV in
            /*) venv=$VIBEKODER_VENV ;;
            *) venv=$PWD/$VIBEKODER_VENV ;;
        esac
    elif [ -w "$root" ] && { [ ! -e "$root/.venv" ] || [ -w "$root/.venv" ]; }; then
        venv=$root/.venv
    else
        sum=$(printf '%s' "$root" | cksum)
        venv=${XDG_CACHE_HOME:-${HOME:?}/.cache}/vibekoder/venv-${sum%% *}
    fi
}

# Prints what a whole environment's stamp says: one hash of everything it was made from, then the
# interpreter and the place. Asked of the environment's own Python: one process, no network, and no
# search, so that another PATH does not remake it at every turn.
fingerprint() {
    "$venv/bin/python" -I -S -c '
import hashlib, sys
root, base = sys.argv[1], getattr(sys, "_base_executable", None) or sys.executable
seen = hashlib.sha256(repr((root, sys.executable, base, sys.version)).encode())
for name in ("pyproject.toml", "packaging/constraints.txt"):
    with open(root + "/" + name, "rb") as file:
        seen.update(b"\0" + file.read())
print(seen.hexdigest())
print("%d.%d" % sys.version_info[:2], base)
print(sys.executable)
' "$root" 2>/dev/null
}

# Of a stamp, the lines without the hash: what cannot be brought up to date, only made anew.
origin() {
    printf '%s\n' "$1" | sed 1d
}

wanted() {
    printf '%s\n' "$minor $python" "$venv/bin/python"
}

# True if the environment is whole and holds what is asked for: run, or dev which includes it.
whole() {
    [ -x "$venv/bin/python" ] || return 1
    [ -f "$venv/vibekoder-$1.stamp" ] || [ -f "$venv/vibekoder-dev.stamp" ] || return 1
    now=$(fingerprint) || return 1
    if [ -n "${PYTHON-}" ] && suits "$PYTHON" && [ "$(origin "$now")" != "$(wanted)" ]; then
        return 1
    fi
    for stamp in "$venv/vibekoder-$1.stamp" "$venv/vibekoder-dev.stamp"; do
        [ ! -f "$stamp" ] || [ "$(cat -- "$stamp")" != "$now" ] || return 0
    done
    return 1
}

# True if an earlier environment of ours can be brought up to date: it was whole once, it runs, and
# it is of the wanted interpreter and has not been moved.
ours() {
    for stamp in "$venv/vibekoder-run.stamp" "$venv/vibekoder-dev.stamp"; do
        if [ -f "$stamp" ] && [ "$(sed 1d -- "$stamp")" = "$(wanted)" ]; then
            now=$(fingerprint) && [ "$(origin "$now")" = "$(wanted)" ]
            return
        fi
    done
    return 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -n "$@" 2>/dev/null
    fi
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >&2
}

# Debian cuts ensurepip out of Python; pip from outside can fill an environment as well.
make_environment() {
    if [ -e "$venv" ] && [ ! -f "$venv/pyvenv.cfg" ] && [ -n "$(ls -A -- "$venv")" ]; then
        missing "$venv holds something else; nothing there is touched. Name another folder: VIBEKODER_VENV=…"
    fi
    mkdir -p -- "$(dirname -- "$venv")"
    if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        "$python" -m venv --clear "$venv"
    elif "$python" -m pip --python "$python" --version >/dev/null 2>&1; then
        "$python" -m venv --clear --without-pip "$venv"
    else
        say 'this Python can neither make environments nor install packages'
        if ! command -v apt-get >/dev/null 2>&1; then
            missing "add venv, ensurepip or pip to $python, then start again"
        fi
        { as_root apt-get update >&2 && apt_install python3-venv; } ||
            missing 'one package is missing; run this, then start again:' \
                'sudo apt-get install --no-install-recommends python3-venv'
        "$python" -m venv --clear "$venv"
    fi
}

pip_install() {
    if "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        set -- "$venv/bin/python" -m pip install "$@"
    else
        set -- "$python" -m pip --python "$venv/bin/python" install "$@"
    fi
    # From within the checkout, so that no path with a blank in it has to survive pip's parsing.
    (cd -- "$root" && PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore \
        "$@" --quiet --no-input --constraint packaging/constraints.txt)
}

fill_environment() {
    # The build tool comes first and at its exact version; pip's isolated builds know no constraints.
    pip_install hatchling &&
        case $1 in
            run) pip_install --no-build-isolation --editable . ;;
            dev) pip_install --no-build-isolation --editable '.[dev]' ;;
        esac
}

# Leaves a whole environment in $venv. The stamp is written last: what was broken off has none, and
# is made anew. A failed update leaves the earlier stamp, since pip fetches all before it changes any.
ensure_environment() {
    choose_folder
    ! whole "$1" || return 0
    # Two first starts at once must not fill one folder; where flock is missing, that is the risk.
    if command -v flock >/dev/null 2>&1; then
        exec 9<"$root/pyproject.toml"
        flock 9
        if whole "$1"; then
            exec 9<&-
            return 0
        fi
    fi
    find_python
    if ours; then
        say "bringing the environment in $venv up to date"
        [ ! -f "$venv/vibekoder-dev.stamp" ] || set -- dev
    else
        say "making the environment in $venv with $python ($minor); this needs the network, once"
        make_environment
    fi
    mkdir -p -- "$venv/earlier"
    for stamp in "$venv"/vibekoder-*.stamp; do
        [ ! -f "$stamp" ] || mv -- "$stamp" "$venv/earlier/"
    done
    if ! fill_environment "$1"; then
        for stamp in "$venv/earlier"/*.stamp; do
            [ ! -f "$stamp" ] || mv -- "$stamp" "$venv/"
        done
        missing 'the packages could not be installed; the reason stands above. Nothing else was changed.'
    fi
    rm -rf -- "$venv/earlier"
    fingerprint >"$venv/stamp.new"
    mv -- "$venv/stamp.new" "$venv/vibekoder-$1.stamp"
    exec 9<&-
}

# --- the system's libraries ------------------------------------------------------------------------

has_font() {
    if command -v fc-list >/dev/null 2>&1; then
        [ -n "$(fc-list 2>/dev/null | head -n 1)" ]
    else
        [ -n "$(find -L /usr/share/fonts /usr/local/share/fonts "${HOME:-/root}/.fonts" \
            "${HOME:-/root}/.local/share/fonts" -type f -name '*.[ot]t[fc]' 2>/dev/null | head -n 1)" ]
    fi
}

has_certificates() {
    for bundle in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt \
        /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem; do
        [ ! -s "$bundle" ] || return 0
    done
    return 1
}

# Prints what is missing for $1 (offscreen, x11, wayland), in the words of the table's first column.
lacking() {
    use=$1
    for qt in "$venv"/lib/python*/site-packages/PySide6/Qt; do
        case $use in
            offscreen)
                set -- "$qt/plugins/platforms/libqoffscreen.so" "$qt/lib/libQt6Network.so.6"
                # OpenSSL is opened while running, which ldd cannot see.
                for library in libssl.so.3 libcrypto.so.3; do
                    "$venv/bin/python" -I -S -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' \
                        "$library" 2>/dev/null || echo "$library"
                done
                has_font || echo font
                has_certificates || echo certificates
                ;;
            x11) set -- "$qt/plugins/platforms/libqxcb.so" ;;
            wayland) set -- "$qt/plugins/platforms/libqwayland.so" ;;
        esac
        ldd "$@" 2>/dev/null | awk '/=> not found/ { print $1 }'
    done | sort -u
}

# Prints the packages that hold what stands on the input, by column $1 of the table.
packages() {
    awk -v column="$1" '
        FNR == NR { if ($1 !~ /^#/ && NF > 3) package[$1] = $column; next }
        $1 in package { print package[$1]; next }
        { print "vibekoder: no package is known for " $1 > "/dev/stderr" }
    ' "$root/packaging/libraries.txt" - | sort -u | tr '\n' ' '
}

install_packages() {
    case $manager in
        apt-get)
            apt-get install --simulate "$@" >/dev/null 2>&1 || apt-get update >&2
            apt_install "$@"
            ;;
        dnf) dnf install -y --setopt=install_weak_deps=False "$@" >&2 ;;
        pacman) pacman -S --needed --noconfirm "$@" >&2 ;;
    esac
}

# Leaves the libraries for each of $@ in place, or says the one line to run. What was found is
# remembered until the system's list of libraries changes.
ensure_libraries() {
    [ "$(uname -s)" = Linux ] && command -v ldd >/dev/null 2>&1 || return 0
    for use; do
        seen=$venv/libraries-$use.seen
        if [ -f "$seen" ] && [ ! /etc/ld.so.cache -nt "$seen" ]; then
            continue
        fi
        lacks=$(lacking "$use")
        if [ -n "$lacks" ]; then
            supply "$use"
        fi
        true 2>/dev/null >"$seen" || true
    done
}

supply() {
    column=0 line=
    for known in 'apt-get 2 apt-get install --no-install-recommends' 'dnf 3 dnf install' 'pacman 4 pacman -S'; do
        manager=${known%% *} line=${known#* * } column=${known#* }
        column=${column%% *}
        ! command -v "$manager" >/dev/null 2>&1 || break
        column=0
    done
    [ "$column" != 0 ] || missing "these libraries of the system are missing:" "$lacks"
    names=$(printf '%s\n' "$lacks" | packages "$column")
    if [ "$(id -u)" = 0 ] && [ -n "$names" ]; then
        say "installing what Qt needs from the system: $names"
        # shellcheck disable=SC2086 # names of packages, split on purpose
        install_packages $names || true
        lacks=$(lacking "$1")
    fi
    [ -z "$lacks" ] || missing \
        "libraries of the system are missing ($(printf '%s' "$lacks" | tr '\n' ' ')); run this, then start again:" \
        "sudo $line $names"
}
