# The lab itself: what it is asked for on odd machines and in odd places.

load ../lib/lab

setup() {
    host_state >"$BATS_TEST_TMPDIR/before"
    name=lab-$BATS_SUITE_TEST_NUMBER-$((RANDOM % 1000))
}

teardown() {
    anycast-lab down "$name" >/dev/null 2>&1 || :
    host_state | diff "$BATS_TEST_TMPDIR/before" -
}

# small: a router, a command beside the topology, a client behind a slow link; prints the file's path
small() {
    printf '#!/bin/sh\necho "given: $1"\necho ready >&$ANYCAST_READY_FD\nexec sleep 1000\n' | write go.sh >/dev/null
    chmod 755 "$BATS_TEST_TMPDIR/go.sh"
    write lab.yaml <<EOF
name: $name
topology:
  nodes:
    r1: { kind: bird, asn: 64512 }
    x1: { kind: exec, command: [./go.sh, "two words"] }
    u1: { kind: client }
  links:
    - endpoints: ["r1:eth1", "x1:eth1"]
    - { endpoints: ["r1:eth2", "u1:eth1"], delay: 20ms }
EOF
}

@test "LAB-07: a delayed link delays, with netem or without" {
    anycast-lab up "$(small)"
    # there and back: refused after two delays
    run anycast-lab exec "$name" u1 -- curl -s -o /dev/null -w '%{time_total}' http://198.18.2.1:9/
    assert_output --regexp '^0\.0[4-9]'
}

@test "LAB-08: files beside the topology run as exec nodes, wherever they lie" {
    file=$(small)
    chmod 700 "$BATS_TEST_TMPDIR"
    anycast-lab up "$file"
    run anycast-lab events "$name"
    assert_output --partial 'given: two words'
    run anycast-lab ps "$name" -o json
    assert_equal "$(jq -r '.nodes[] | select(.name == "x1").state' <<<"$output")" ready
    pid=$(jq -r '.nodes[] | select(.name == "x1").pids[0]' <<<"$output")
    assert_equal "$(cat "/proc/$pid/comm")" sleep
}

@test "LAB-09: a host that forbids user namespaces is named by its sysctl, exit 77" {
    small
    # the limit of a namespace of our own, not the host's
    run unshare -Ur sh -c "echo 0 >/proc/sys/user/max_user_namespaces; exec anycast-lab run $BATS_TEST_TMPDIR/lab.yaml"
    assert_equal "$status" 77
    assert_output --partial user.max_user_namespaces
}

@test "LAB-10: exec passes pipes, exit status and signals; nodes cannot write to the host" {
    anycast-lab up "$(small)"
    run anycast-lab exec "$name" u1 -- sh -c 'cat; exit 5' <<<"through a pipe"
    assert_equal "$status" 5
    assert_output "through a pipe"
    run anycast-lab exec "$name" x1 -- sh -c 'echo "$ANYCAST_NODE $ANYCAST_CASE"'
    assert_output "x1 $name"
    status=0
    output=$(anycast-lab exec "$name" x2 -- true 2>&1) || status=$?
    assert_equal "$status" 127
    assert_output --partial "anycast-lab ps"
    run anycast-lab exec "$name" u1 -- sh -c 'echo x >/etc/escaped'
    assert_failure
    assert_output --partial 'Read-only file system'
    run timeout -s INT 1 anycast-lab exec "$name" u1 -- sleep 1000
    assert_failure
    run anycast-lab exec "$name" u1 -- pgrep -fx 'sleep 1000'
    # only the one of x1 is left
    assert_equal "${#lines[@]}" 1
}

@test "LAB-13: after down nothing is left, the name can be taken at once" {
    file=$(small)
    for _ in $(seq 10); do
        anycast-lab up "$file"
        anycast-lab down "$name"
    done
}

@test "LAB-11: a taken name is refused; the same file runs twice at a time" {
    anycast-lab up "$(small)"
    run anycast-lab up "$BATS_TEST_TMPDIR/lab.yaml"
    assert_equal "$status" 2
    assert_output --partial "anycast-lab down $name"
    run anycast-lab run "$BATS_TEST_TMPDIR/lab.yaml" -o json
    assert_success
}

@test "LAB-15: programs and topology that only their owner may read run a client's load" {
    write load.yaml >/dev/null <<END
name: $name
anycast:
  hostname: cache.anycast.example.org
  addresses: [203.0.113.10]
  routes: [203.0.113.0/24]
topology:
  nodes:
    r1: { kind: bird, asn: 64512 }
    c1: { kind: cache, asn: 65001 }
    u1: { kind: client }
  links:
    - endpoints: ["r1:eth1", "c1:eth1"]
    - endpoints: ["r1:eth2", "u1:eth1"]
scenario:
  - expect: { route: 203.0.113.0/24, at: r1, via: [c1], within: 10s }
  - { load: { client: u1, rate: 50/s }, expect: { client: u1, status: 200, within: 10s } }
END
    cp -r "$ROOT/build/bin" "$BATS_TEST_TMPDIR/"
    chmod -R go= "$BATS_TEST_TMPDIR"
    run "$BATS_TEST_TMPDIR/bin/anycast-lab" run "$BATS_TEST_TMPDIR/load.yaml" -o json
    assert_success
}
