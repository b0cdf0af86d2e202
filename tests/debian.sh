#!/bin/bash
# Folders of Debian made by debootstrap, for tests/bare and tests/machine, which source this file: a base that is kept, and
# copies of it. Where packages come from is asked of this machine when it runs.
#
# Who sources it sets SUITE (bookworm or trixie), and ROOT, the copy; the working directory is the project's.
# shellcheck shell=bash disable=SC2034 # some of this is for those who source it

readonly BASE_DAYS=30 # a base older than this is made anew
readonly STORE=$PWD/build/bare
readonly BASE=$STORE/$SUITE.tar

# ---- what this machine says -----------------------------------------------------------------------

# The archives of this machine, a line each, `address suite`, with the wanted release in place of this machine's.
sources() {
    local here
    # shellcheck source=/dev/null
    here=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    [ -n "$here" ] || die 'this machine does not say which Debian it is'
    # shellcheck disable=SC2016 # the dollars are apt's
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
        awk -v here="$here" -v wanted="$SUITE" '$3 == "main" && ($2 == here || $2 == here "-updates" || $2 == here "-security") {
            sub(here, wanted, $2); if (!seen[$1 $2]++) print $1, $2 }'
}

# What npm and apt need to reach their registries from here: NAME=VALUE, a line each.
registry_settings() {
    local name value
    for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
        [ -z "${!name:-}" ] || echo "$name=${!name}"
    done
    if command -v npm >/dev/null; then
        for name in registry proxy https-proxy noproxy; do
            value=$(cd / && npm config get "$name" 2>/dev/null) || continue
            case $value in '' | null | undefined) ;; *) echo "npm_config_${name//-/_}=$value" ;; esac
        done
    fi
    if [ -s "$ROOT/etc/ssl/this-machine.crt" ]; then
        echo NODE_EXTRA_CA_CERTS=/etc/ssl/this-machine.crt
        echo npm_config_cafile=/etc/ssl/this-machine.crt
    fi
}

# Runs a command in namespaces of its own; when this script is told to end, nothing of it is left. unshare itself waits
# unmoved by signals other than KILL; with it dies the first process of the namespace, with that all of them. With this
# script it dies too.
contained() {
    local child status=0
    setpriv --pdeathsig KILL unshare --mount --propagation private --pid --fork --kill-child "$@" &
    child=$!
    trap 'kill -KILL $child 2>/dev/null' EXIT
    trap 'exit 130' INT TERM HUP
    wait $child || status=$?
    trap - EXIT INT TERM HUP
    return $status
}

# ---- folders --------------------------------------------------------------------------------------

# The base, unless there is a young one.
make_base() {
    local keys=/usr/share/keyrings/debian-archive-keyring.gpg mirror script=/usr/share/debootstrap/scripts/$SUITE
    mkdir -p "$STORE"
    [ -z "$(find "$BASE" -mtime -$BASE_DAYS 2>/dev/null)" ] || return 0
    [ -e "$script" ] || die "debootstrap does not know $SUITE"
    [ -e $keys ] || die "the keys of Debian's archive are missing: install debian-archive-keyring"
    mirror=$(sources | awk -v suite="$SUITE" '$2 == suite { print $1; exit }')
    [ -n "$mirror" ] || die 'apt knows no archive of Debian on this machine'
    echo "== a base of Debian $SUITE"
    rm -rf "$STORE/$SUITE.new"
    # What debootstrap mounts must not stay either when it is interrupted.
    contained debootstrap --variant=minbase --keyring=$keys "$SUITE" "$STORE/$SUITE.new" "$mirror" >"$STORE/$SUITE-debootstrap.log" 2>&1 ||
        { tail -n 20 "$STORE/$SUITE-debootstrap.log"; die 'debootstrap failed'; }
    tar -C "$STORE/$SUITE.new" --one-file-system -cf "$BASE.new" .
    mv "$BASE.new" "$BASE"
    rm -rf "$STORE/$SUITE.new"
}

# ROOT as the base is, with what apt needs to reach this machine's archives and nothing else of this machine.
fresh_copy() {
    rm -rf "$ROOT"
    mkdir -p "$ROOT"
    tar -C "$ROOT" -xf "$BASE"
    sources | sed "s/^/deb /; s/\$/ main/" >"$ROOT/etc/apt/sources.list"
    apt-config dump | grep -E '^Acquire::(http|https|ftp|Retries|Check-)' >"$ROOT/etc/apt/apt.conf.d/90this-machine" || true
    rm -f "$ROOT/etc/hosts" "$ROOT/etc/default/locale" "$ROOT/etc/resolv.conf"
    cp -L /etc/resolv.conf "$ROOT/etc/resolv.conf"
    local bundle=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}
    mkdir -p "$ROOT/etc/ssl"
    [ ! -s "$bundle" ] || cp -L "$bundle" "$ROOT/etc/ssl/this-machine.crt"
}

# Within namespaces: what the kernel gives, and packages that were fetched before.
mount_kernel() {
    mount --rbind /dev "$ROOT/dev"
    mount -t tmpfs -o mode=1777 tmpfs "$ROOT/dev/shm"
    mount -t proc proc "$ROOT/proc"
    mount --rbind /sys "$ROOT/sys"
    mkdir -p "$STORE/$SUITE-packages/partial"
    mount --bind "$STORE/$SUITE-packages" "$ROOT/var/cache/apt/archives"
}
