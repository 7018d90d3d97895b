# Nothing is left behind, whatever ends the lab.

load ../lib/lab

setup() {
    host_state >"$BATS_TEST_TMPDIR/before"
    name=left-$BATS_SUITE_TEST_NUMBER-$((RANDOM % 1000))
    sed "s/^name: .*/name: $name/" "$TOPOLOGIES/failover.yaml" >"$BATS_TEST_TMPDIR/lab.yaml"
}

teardown() {
    anycast-lab down "$name" >/dev/null 2>&1 || :
    host_state | diff "$BATS_TEST_TMPDIR/before" -
}

# gone PID…: none of them runs any more
gone() {
    local pid
    for pid in "$@"; do
        # a zombie whose parent has not looked yet is gone
        [ -r "/proc/$pid/stat" ] || continue
        [ "$(sed 's/.*) //; s/ .*//' "/proc/$pid/stat" 2>/dev/null)" = Z ] || return 1
    done
}

# children PID: all its descendants, as the host numbers them
children() {
    local child
    for child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do
        echo "$child"
        children "$child"
    done
}

# a_moment: up to one second, random: some labs die while they are built
a_moment() {
    read -rt "0.$(printf %03d $((RANDOM % 1000)))" <> <(:) || :
}

@test "LAB-03: kill -9 of the supervisor at 20 random moments leaves no process, namespace, link or file" {
    for _ in $(seq 20); do
        anycast-lab run "$BATS_TEST_TMPDIR/lab.yaml" >/dev/null 2>&1 3>&- 4>&- &
        front=$!
        a_moment
        supervisor=$(anycast-lab ps "$name" -o json 2>/dev/null | jq -r '.supervisor_pid // empty')
        mapfile -t all < <(children "$front")
        kill -9 "${supervisor:-$front}"
        wait "$front" 2>/dev/null || :
        wait_for 5 gone "$front" "${all[@]}"
    done
}

@test "LAB-04: kill -9 of the command itself leaves nothing" {
    for _ in 1 2 3 4 5; do
        anycast-lab run "$BATS_TEST_TMPDIR/lab.yaml" >/dev/null 2>&1 3>&- 4>&- &
        front=$!
        a_moment
        mapfile -t all < <(children "$front")
        kill -9 "$front"
        wait "$front" 2>/dev/null || :
        wait_for 5 gone "$front" "${all[@]}"
    done
}

@test "LAB-05: up, ps, exec, events, down; and the runner is not held by the lab" {
    run anycast-lab up "$BATS_TEST_TMPDIR/lab.yaml"
    assert_success
    run anycast-lab ps "$name" -o json
    assert_success
    supervisor=$(jq -r .supervisor_pid <<<"$output")
    kill -0 "$supervisor"
    run anycast-lab exec "$name" u1 -- ip -o -4 addr show dev eth1
    assert_success
    assert_output --partial 198.18.
    run anycast-lab exec "$name" u1 -- sh -c 'exit 7'
    assert_equal "$status" 7
    run anycast-lab events "$name"
    assert_success
    jq -e . <<<"${lines[0]}"
    run anycast-lab down "$name"
    assert_success
    wait_for 5 gone "$supervisor"
}

@test "LAB-06: two labs of one kind live side by side" {
    sed "s/^name: .*/name: $name-b/" "$TOPOLOGIES/failover.yaml" >"$BATS_TEST_TMPDIR/b.yaml"
    anycast-lab up "$BATS_TEST_TMPDIR/lab.yaml"
    anycast-lab up "$BATS_TEST_TMPDIR/b.yaml"
    run anycast-lab exec "$name-b" u1 -- true
    assert_success
    anycast-lab down "$name"
    run anycast-lab exec "$name-b" u1 -- true
    assert_success
    anycast-lab down "$name-b"
}
