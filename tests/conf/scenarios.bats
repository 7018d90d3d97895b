# Every ready topology runs green, with real routers, as it lies in topologies/.

load ../lib/lab

scenario() {
    run anycast-lab run "$TOPOLOGIES/$1.yaml" -o json
    assert_success
    echo "$output" | jq -e '.verdict == "pass" and (.steps | length > 0)'
}

@test "LAB-01: two BIRDs hold a session; one is killed and comes back" {
    scenario two-birds
}

@test "ADV-04 BGP-UPD-17: failover of two caches, killed and stopped, with a client's load" {
    scenario failover
}

@test "HEALTH-05 ADV-09: an unhealthy cache withdraws at once and keeps its addresses" {
    scenario unhealthy
}

@test "SAN-02 ADV-10: wrong, expired, early certificate; mute and refused probe" {
    scenario certificate
}

@test "ADDR-03 ADDR-08: off, on, auto; absent, present; stop, and kill, restart, stop" {
    scenario addresses
}

@test "ADV-07 BGP-FSM-09: withdraw, acknowledgement, Cease, linger, unbind" {
    scenario graceful-stop
}

@test "BGP-MP-01 ADV-03: two sites, both families, near cache first and far cache then" {
    scenario two-sites
}

@test "LAB-02: the same scenario as an ordinary user" {
    run as_user anycast-lab run topologies/failover.yaml -o json
    assert_success
    echo "$output" | jq -e '.verdict == "pass"'
}

@test "LAB-12: every program under ASan and UBSan, through failover and stop, has nothing to report" {
    [ -x "$ROOT/build/san/bin/anycast-lab" ] || skip "no sanitized build; make SAN=1 makes it"
    run "$ROOT/build/san/bin/anycast-lab" run "$TOPOLOGIES/failover.yaml" -o json --report "$BATS_TEST_TMPDIR/report"
    # sanitizers are slow: on a busy machine what was lost proves nothing
    [ "$status" -eq 0 ] || assert_equal "$status" 3
    run grep -E 'Sanitizer|runtime error' "$BATS_TEST_TMPDIR/report/timeline.ndjson"
    assert_failure
}
