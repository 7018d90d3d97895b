# Bad input: one line that says what, where and what to do; exit 2; nothing left behind.

load ../lib/lab

setup() {
    host_state >"$BATS_TEST_TMPDIR/before"
}

teardown() {
    host_state | diff "$BATS_TEST_TMPDIR/before" -
}

# refused FILE PATTERN: check and run both refuse it in one line
refused() {
    local verb
    for verb in check run; do
        run anycast-lab $verb "$1"
        assert_equal "$status" 2
        assert_equal "${#lines[@]}" 1
        assert_output --regexp "$2"
    done
}

# topology TEXT: a file of it; %s-free, with \n for line ends
topology() {
    printf '%b' "$1" | write t.yaml
}

node_config() {
    write node.yaml <<EOF
Cache:
  EnableV2: true
  Anycast:
    Enable: true
    Hostname: cache.anycast.example.org
    Routes: [203.0.113.0/24]
    Addresses: [203.0.113.10]
    NextHop: 192.0.2.2
    ProbeUrl: https://192.0.2.2:8443
    BGP: { RouterID: 192.0.2.2, LocalASN: 65001, PeerAddress: 192.0.2.1, PeerASN: 64512 }
EOF
}

NODES='name: t\ntopology:\n  nodes:\n'
SERVICE='name: t\nanycast:\n  hostname: a.example.org\n'

@test "TOPO-01: an unknown key is named with its place and the nearest valid word" {
    refused "$(topology "$NODES    r1: { kind: bird, asm: 64512 }\n")" ':4:[0-9]+: .*asm.*asn'
}

@test "TOPO-02: a wrong type is named with its place" {
    refused "$(topology "$NODES    r1: { kind: bird, asn: [1] }\n")" ':4:[0-9]+: .*asn'
}

@test "TOPO-03: an unknown node in a link is named with the nearest one" {
    refused "$(topology "$NODES    router: { kind: bird }\n    u1: { kind: client }\n  links:\n    - endpoints: [\"ruoter:eth1\", \"u1:eth1\"]\n")" \
        ':7:[0-9]+: .*ruoter.*router'
}

@test "TOPO-04: an unknown kind is named with the nearest one" {
    refused "$(topology "$NODES    r1: { kind: brid }\n")" ':4:[0-9]+: .*brid.*bird'
}

@test "TOPO-05: a duplicate service address is refused" {
    refused "$(topology "$SERVICE  addresses: [203.0.113.10, 203.0.113.10]\n  routes: [203.0.113.0/24]\ntopology:\n  nodes:\n    r1: { kind: bird }\n")" \
        ':4:[0-9]+: .*203.0.113.10'
}

@test "TOPO-06: a route with host bits is refused and the right one named" {
    refused "$(topology "$SERVICE  addresses: [203.0.113.10]\n  routes: [203.0.113.1/24]\ntopology:\n  nodes:\n    r1: { kind: bird }\n")" \
        ':5:[0-9]+: .*203.0.113.1/24.*203.0.113.0/24'
}

@test "TOPO-07: a missing file is refused" {
    refused "$BATS_TEST_TMPDIR/none.yaml" 'none.yaml.*No such file'
}

@test "TOPO-08: an alias bomb costs nothing" {
    {
        echo 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]'
        for i in 1 2 3 4 5 6 7 8 9; do
            p=$((i - 1))
            echo "a$i: &a$i [*a$p, *a$p, *a$p, *a$p, *a$p, *a$p, *a$p, *a$p, *a$p, *a$p]"
        done
    } | write bomb.yaml
    refused "$BATS_TEST_TMPDIR/bomb.yaml" 'bomb.yaml:1:[0-9]+: .*(anchor|alias)'
}

@test "TOPO-09: a duplicate node is refused" {
    refused "$(topology "$NODES    r1: { kind: bird }\n    r1: { kind: client }\n")" ':5:[0-9]+: .*r1'
}

@test "TOPO-10: a file one may not read is refused" {
    file=$(topology "$NODES    r1: { kind: bird }\n")
    chmod 0 "$file"
    run as_user anycast-lab check "$file"
    assert_equal "$status" 2
    assert_output --partial 'Permission denied'
}

@test "TOPO-11: a router that refuses its hand-written configuration ends run and up, with its reason" {
    echo "nonsense here;" | write bad.conf
    file=$(topology "$NODES    r1: { kind: bird, asn: 64512, config: bad.conf }\n")
    for verb in run up; do
        run anycast-lab $verb "$file"
        assert_equal "$status" 2
        assert_equal "${#lines[@]}" 1
        assert_output --regexp "router r1 has ended with code 1: .*bird.conf:1:.*syntax error"
    done
}

@test "CLI-01: an unknown verb is refused with the nearest one" {
    run anycast-lab rum x.yaml
    assert_equal "$status" 2
    assert_output --partial run
}

@test "CLI-02: a program that a topology needs and that is missing is named with its package" {
    mkdir "$BATS_TEST_TMPDIR/empty"
    lab=$(command -v anycast-lab)
    PATH="$BATS_TEST_TMPDIR/empty" run "$lab" run "$TOPOLOGIES/two-birds.yaml"
    assert_equal "$status" 2
    assert_equal "${#lines[@]}" 1
    assert_output --partial bird2
}

@test "PARAM-02: a good configuration is good" {
    file=$(node_config)
    run anycastd --check-config -c "$file"
    assert_success
    assert_output "$file: ok"
}

@test "PARAM-01: what is switched off is said to be unchecked" {
    file=$(node_config)
    sed -i 's/EnableV2: true/EnableV2: false/' "$file"
    run anycastd --check-config -c "$file"
    assert_success
    assert_output --partial "nothing else was checked"
}

@test "PARAM-08: an unknown key inside our tree is an error with its place and the nearest name" {
    file=$(node_config)
    sed -i 's/Hostname:/Hostnam:/' "$file"
    run anycastd --check-config -c "$file"
    assert_equal "$status" 2
    assert_output --regexp 'node.yaml:5:[0-9]+: .*Hostnam.*Hostname'
}

@test "PARAM-01: keys of trees that are not ours are passed over" {
    file=$(node_config)
    printf 'Xrootd:\n  Whatever: [1, 2]\nLogging: { Level: debug }\n' >>"$file"
    run anycastd --check-config -c "$file"
    assert_success
}

@test "PARAM-05: a missing parameter is named" {
    file=$(node_config)
    sed -i 's/RouterID: 192.0.2.2, //' "$file"
    run anycastd --check-config -c "$file"
    assert_equal "$status" 2
    assert_output --partial Cache.Anycast.BGP.RouterID
}

@test "CLI-03: -v takes topics; an unknown one is refused with the nearest" {
    run anycastd -v bpg -c "$(node_config)" --check-config
    assert_equal "$status" 2
    assert_output --partial 'unknown topic "bpg", perhaps bgp'
    run anycastd -v bgp,addr,all -c "$(node_config)" --check-config
    assert_success
}

@test "PARAM-02: the environment overrides the file" {
    PELICAN_CACHE_ANYCAST_BGP_PEERASN=0 run anycastd --check-config -c "$(node_config)"
    assert_equal "$status" 2
    assert_output --partial Cache.Anycast.BGP.PeerASN
}

@test "ADDR-07: without CAP_NET_ADMIN it says so before it touches anything" {
    node_config
    run as_user anycastd -c node.yaml
    assert_failure
    assert_output --partial CAP_NET_ADMIN
}
