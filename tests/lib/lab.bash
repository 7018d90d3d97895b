# What the conformance tests share. Load with: load ../lib/lab

bats_load_library bats-support
bats_load_library bats-assert
bats_load_library bats-file

ROOT=$(cd "${BATS_TEST_DIRNAME:-.}/../.." && pwd)
TOPOLOGIES=$ROOT/topologies

# as_user COMMAND…: as an ordinary user, in a folder with the topologies and the test's own .yaml files. Root gives such a
# user copies, mounted where that user can reach them: neither the clone nor TMPDIR need be readable for everybody.
as_user() {
    local copy=$BATS_TEST_TMPDIR/user
    if [ "$(id -u)" -ne 0 ]; then
        ln -sfn "$TOPOLOGIES" "$BATS_TEST_TMPDIR/topologies"
        (cd "$BATS_TEST_TMPDIR" && "$@")
        return
    fi
    mkdir -p "$copy"
    cp -r "$ROOT/build/bin" "$TOPOLOGIES" "$copy/"
    find "$BATS_TEST_TMPDIR" -maxdepth 1 -name '*.yaml' -exec cp {} "$copy/" \;
    chmod -R a+rX "$copy"
    # shellcheck disable=SC2016 # expanded by sh
    unshare --mount sh -c 'mount --bind "$0" /mnt && cd /mnt && export PATH="/mnt/bin:$PATH" &&
        exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"' "$copy" "$@"
}

# host_state: everything a lab might leave behind in the host, as text
host_state() {
    ip -o link show | sed 's/@.*//; s/^[0-9]*: //; s/:.*//' | sort
    find /run/netns -mindepth 1 2>/dev/null | sort
    find /tmp /dev/shm /run -maxdepth 1 -name '*anycast*' 2>/dev/null | sort || :
}

# lab_processes NAME: pids of whatever still belongs to a lab of this name
lab_processes() {
    pgrep -f "anycast-lab (run|up) .*$1" || :
}

# write FILE: standard input into the test's own folder; prints the path
write() {
    cat >"$BATS_TEST_TMPDIR/$1"
    echo "$BATS_TEST_TMPDIR/$1"
}

# wait_for SECONDS COMMAND…: until the command is true; for conditions no program can announce
wait_for() {
    local until=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $until ] || return 1
        read -rt 0.05 <> <(:) || :
    done
}
