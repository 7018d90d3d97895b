# Every word of the language, in labs nobody made with the lab in mind: what must pass passes, what must fail fails.

load ../lib/lab

# lab NAME: a file of two caches, a router and a client; more steps come from standard input
lab() {
    write "$1.yaml" < <(
        cat <<EOF
name: $1
anycast:
  hostname: cache.anycast.example.org
  addresses: [203.0.113.10, "2001:db8:a::10"]
  routes: [203.0.113.0/24, "2001:db8:a::/48"]
topology:
  nodes: { r1: { kind: bird }, c1: { kind: cache }, c2: { kind: announcer }, u1: { kind: client } }
  links:
    - endpoints: ["c1:eth1", "r1:eth1"]
    - endpoints: ["r1:eth2", "c2:eth1"]
    - endpoints: ["r1:eth3", "u1:eth1"]
scenario:
  - expect: { route: 203.0.113.0/24, at: r1, via: [c2, c1] }
EOF
        cat
    )
}

# but SED-EXPRESSION FILE: that file, changed in place
but() {
    sed -i "$1" "$2"
    echo "$2"
}

# verdict FILE WORD: runs it; every step has the members it must have
verdict() {
    local code=1
    [ "$2" = pass ] && code=0
    run anycast-lab run "$1" -o json
    assert_equal "$status" $code
    jq -es 'length == 1 and (.[0] | keys == ["lab", "steps", "up_ms", "verdict"] and
        (.steps | all(keys == ["detail", "elapsed_ms", "name", "verdict"])))' <<<"$output" >/dev/null
    assert_equal "$(jq -r .verdict <<<"$output")" "$2"
}

# step N MEMBER: of the latest run
step() {
    jq -r ".steps[$1].$2" <<<"$output"
}

@test "LANG-01: a set of ways that only passes by as a lab comes up fails, and so does an absence" {
    verdict "$(but '/expect:/s/via:.*/via: [c1], within: 2s }/' "$(lab some </dev/null)")" fail
    assert_equal "$(step 0 detail)" "route 203.0.113.0/24 at r1 via c1 within 2 s: it is via c1, c2"
    verdict "$(but '/expect:/s/via:.*/present: false, within: 2s }/' "$(lab none </dev/null)")" fail
}

@test "LANG-02: what a fault ends was not so already, in its step and the next" {
    local file
    file=$(
        lab ends <<'EOF'
  - fault: { kill: c1 }
    expect: { route: 203.0.113.0/24, at: r1, via: [c1, c2], within: 2s }
  - expect: { never: { route: 203.0.113.0/24, at: r1, via: [c2] }, for: 100ms }
EOF
    )
    verdict "$file" fail
    assert_equal "$(step 1 detail)" "route 203.0.113.0/24 at r1 via c1, c2 within 2 s: it is via c2"
    assert_equal "$(step 2 verdict)" fail
    file=$(
        lab next <<'EOF'
  - fault: { health: { node: c1, level: critical } }
  - expect: { route: 203.0.113.0/24, at: r1, via: [c1, c2], within: 2s }
EOF
    )
    verdict "$file" fail
}

@test "LANG-03: what a restart, a reset and a removal pass through must come about anew" {
    local file
    file=$(
        lab anew <<'EOF'
  - fault: { session: { between: [r1, c1], is: reset } }
    expect: { route: 203.0.113.0/24, at: r1, via: [c1, c2] }
  - fault: { restart: c2 }
    expect: [{ address: 203.0.113.10, on: c2 }, { session: [c2, r1] }]
  - fault: { address: { node: c1, remove: "2001:db8:a::10" } }
    expect: { address: "2001:db8:a::10", on: c1, present: true }
EOF
    )
    verdict "$file" pass
    jq -e '[.steps[].elapsed_ms] | all(. > 0)' <<<"$output"
}

@test "LANG-04: a session ends with its link, though no wire can tell, and comes back anew" {
    local file
    file=$(
        lab silent <<'EOF'
  - fault: { link: { between: [r1, c1], is: down } }
    expect: { session: [r1, c1], state: down, within: 2s }
  - fault: { link: { between: [c1, r1], is: up } }
    expect:
      - { session: [r1, c1], state: established, within: 15s }
      - { route: "2001:db8:a::/48", at: r1, via: [c1, c2], within: 15s }
      - { address: "2001:db8:a::10", on: c1 }
  - load: { client: u1, rate: 100/s }
    expect: [{ client: u1, status: 200 }, { client: u1, served-by: c1 }]
  - fault: { device: { node: c2, remove: eth1 } }
    expect: { session: [c2, r1], state: down, within: 2s }
invariants: [withdraw-before-unbind, never-announce-unhealthy, nothing-left-behind]
EOF
    )
    verdict "$(but '/r1:eth2/a\      delay: 5ms' "$file")" pass
    jq -e '.steps[2].elapsed_ms > 0' <<<"$output"
}

@test "LANG-05: a client is killed, paused, started again; its rate changes" {
    local file
    file=$(
        lab client <<'EOF'
  - load: { client: u1, rate: 50/s }
    expect: { client: u1, status: 200 }
  - load: { client: u1, rate: 300/s }
  - fault: { pause: u1 }
  - fault: { resume: u1 }
    expect: { client: u1, status: 200 }
  - fault: { kill: u1 }
    expect: { never: { client: u1, status: 200 }, for: 300ms }
  - fault: { restart: u1 }
    expect: { client: u1, status: 200 }
  - load: { client: u1, stop: true }
invariants: [nothing-left-behind]
EOF
    )
    verdict "$file" pass
}

@test "LANG-06: a bridge without power takes its neighbours' carrier, a paused one swallows" {
    local file
    file=$(
        lab bridge <<'EOF'
  - fault: { pause: u1 }
    expect: { never: { route: 203.0.113.0/24, at: r1, via: [c2] }, for: 300ms }
  - fault: { resume: u1 }
  - fault: { kill: u1 }
    expect: { route: 203.0.113.0/24, at: r1, via: [c2], within: 1s }
  - fault: { restart: u1 }
    expect: { route: 203.0.113.0/24, at: r1, via: [c1, c2], within: 15s }
invariants: [nothing-left-behind]
EOF
    )
    verdict "$(but 's/u1: { kind: client }/u1: { kind: bridge }/; s/"c1:eth1", "r1:eth1"/"u1:p1", "c1:eth1"/' "$file")" pass
}

@test "LANG-07: twenty caches, all of them ways" {
    local i file
    file=$(
        write twenty.yaml < <(
            sed -n '1,/^topology/p' "$(lab head </dev/null)"
            echo '  defaults: { kind: cache }'
            echo '  nodes:'
            echo '    r1: { kind: bird }'
            printf '    c%d:\n' {1..20}
            echo '  links:'
            for i in {1..20}; do echo "    - endpoints: [\"c$i:e\", \"r1:e$i\"]"; done
            echo "scenario: [{ expect: { route: 203.0.113.0/24, at: r1, via: [$(seq -s, -f c%g 20)], within: 10s } }]"
        )
    )
    verdict "$file" pass
}

@test "LANG-08: a command's words, its shell and what it has begun" {
    local file
    file=$(
        write x.yaml <<'EOF'
name: x
topology:
  defaults: { kind: exec }
  nodes:
    a: { command: [sleep, infinity] }
    b: { command: exec sleep infinity }
    c: { command: "while :; do sleep 1; done" }
    d: { command: [sh, -c, "sleep 100 & sleep 100 & wait"] }
scenario:
  - fault: { kill: c }
    expect: { order: [{ process: exited, on: c }], within: 2s }
  - fault: { restart: c }
  - fault: { pause: a }
  - fault: { stop: a }
    expect: { order: [{ process: exited, on: a }], within: 2s }
  - fault: { stop: d }
    expect: { order: [{ process: exited, on: d }], within: 2s }
invariants: [nothing-left-behind]
EOF
    )
    verdict "$file" pass
}

@test "LANG-09: without a scenario a run ends when the sessions are there" {
    local file
    file=$(
        write y.yaml <<'EOF'
name: y
topology:
  nodes: { r1: { kind: bird }, r2: { kind: bird, asn: 4294967294 } }
  links: [{ endpoints: ["r2:eth1", "r1:eth1"] }]
EOF
    )
    verdict "$file" pass
    jq -e '.up_ms > 0 and .steps == []' <<<"$output"
}

@test "LANG-10: a node that refuses its parameters, or has no program, ends the run with one line" {
    run anycast-lab run "$(but 's/c1: { kind: cache }/c1: { kind: cache, node-config: { Cache.Anycast.Lingr: 1s } }/' "$(lab bad </dev/null)")" -o json
    assert_equal "$status" 2
    assert_equal "${#lines[@]}" 1
    assert_output --partial 'did you mean Cache.Anycast.Linger?'
    run anycast-lab run "$(write z.yaml <<<'{ name: z, topology: { nodes: { x: { kind: exec, command: /no/such } } } }')"
    assert_equal "$status" 2
    assert_output 'anycast-lab: cannot start node x, command /no/such: No such file or directory'
}
