BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
}
AfterAll { Exit-Scene }

Describe 'Start-SwarmRun' {
    It 'leaves nothing with -WhatIf' {
        Start-SwarmRun -Workspace ./repo { 'x' > y.txt } -WhatIf | Should -BeNullOrEmpty
        Test-Path .swarm | Should -BeFalse
        Test-Path $env:SWARM_HOME | Should -BeFalse
    }

    It 'runs a script block on a copy of the workspace and keeps what it left' {
        $run = New-Base
        $run.Status | Should -Be succeeded
        $run.ExitCode | Should -Be 0
        $run.Label | Should -Be base
        $run.Operation | Should -Be launch
        $run.RatchetStep | Should -Be 0
        $run.Response | Should -Be 'an answer'
        $run.NodeId | Should -BeLike 'node-*'
        $run.ParentNodeId | Should -BeNullOrEmpty
        $run.Root | Should -Be (Get-Location).ProviderPath
        Test-Path $run.CertificatePath | Should -BeTrue
        Test-Path repo/label.txt | Should -BeFalse
    }

    It 'gives a record that cannot be changed' {
        $run = New-Base unchanged
        { $run.Label = 'other' } | Should -Throw
        $run.Label | Should -Be unchanged
    }

    It 'writes the log to the information stream, tagged' {
        $lines = Start-SwarmRun { 'one'; [System.Console]::Error.WriteLine('two') } -InformationVariable information
        $lines | Should -HaveCount 1
        $information.MessageData | Sort-Object | Should -Be one, two
        $information[0].Tags | Should -Be Swarm
    }

    It 'passes arguments and using variables as JSON values' {
        $text = 'caller'
        $nested = @{ list = 1, 2.5, $null; truth = $true }
        $run = Start-SwarmRun -ArgumentList 'first', 2, @{ key = 'value' } {
            param($a, $b, $c)
            "$using:text|$a|$($b + 1)|$($c.key)|$($using:nested.list.Count)|$($using:nested.truth)" > $env:SWARM_OUTPUT
        }
        $run.Response | Should -Be 'caller|first|3|value|3|True'
    }

    It 'takes using variables from the scope of a function, not from elsewhere' {
        function Start-Inner {
            $inner = 'of the function'
            Start-SwarmRun { "$using:inner" > $env:SWARM_OUTPUT }
        }
        (Start-Inner).Response | Should -Be 'of the function'
    }

    It 'leaves the using variables of an inner scope to the step' {
        $outer = 'outer'
        $run = Start-SwarmRun {
            $mine = "$using:outer and mine"
            1 | ForEach-Object -Parallel { $using:mine } > $env:SWARM_OUTPUT
        }
        $run.Response | Should -Be 'outer and mine'
    }

    It 'refuses <name> and says which variable it was' -ForEach @(
        @{ Name = 'a secure string'; Value = [System.Net.NetworkCredential]::new('', 'canary-secret').SecurePassword }
        @{ Name = 'a credential'; Value = ([pscredential]::new('user', [System.Net.NetworkCredential]::new('', 'canary-secret').SecurePassword)) }
        @{ Name = 'a script block'; Value = { 1 } }
        @{ Name = 'a live object'; Value = (Get-Process -Id $PID) }
        @{ Name = 'a live object in a hashtable'; Value = @{ inner = @(1, (Get-Item .)) } }
    ) {
        { Start-SwarmRun { $using:Value } -ErrorAction Stop } | Should -Throw -ErrorId 'SwarmSpecInvalid,*' -PassThru |
            ForEach-Object { $_.Exception.Message | Should -BeLike '*$using:Value*'; $_.Exception.Message | Should -Not -BeLike '*canary-secret*' }
        { Start-SwarmRun { } -ArgumentList $Value -ErrorAction Stop } | Should -Throw -ErrorId 'SwarmSpecInvalid,*'
    }

    It 'refuses a using variable that is not set' {
        { Start-SwarmRun { $using:never } } | Should -Throw '*never*'
    }

    It 'runs a script file' {
        Set-Content ./step.ps1 'param($word) "$word in $env:SWARM_LABEL" > $env:SWARM_OUTPUT'
        (Start-SwarmRun -FilePath ./step.ps1 -ArgumentList said -Label filed).Response | Should -Be 'said in filed'
    }

    It 'runs a program with its arguments' {
        $run = Start-SwarmRun -Command $shell, '-NoProfile', '-Command', "'a b' > `$env:SWARM_OUTPUT"
        $run.Response | Should -Be 'a b'
    }

    It 'seeds the database with a copy' {
        New-Database seed.sqlite
        $run = Start-SwarmRun -State seed.sqlite { (Get-Item $env:SWARM_STATE).Length > $env:SWARM_OUTPUT } -Label seeded
        $run.Response | Should -Be 1024
    }

    It 'adds variables to the environment' {
        (Start-SwarmRun -Environment @{ GREETING = 'hi'; NUMBER = 3 } { "$env:GREETING $env:NUMBER" > $env:SWARM_OUTPUT }).Response | Should -Be 'hi 3'
    }

    It 'writes the run of a failed step and then an error' {
        $run = Start-SwarmRun { exit 3 } -Label failing -ErrorVariable failure -ErrorAction SilentlyContinue
        $run.Status | Should -Be step_failed
        $run.ExitCode | Should -Be 3
        $run.NodeId | Should -BeLike 'node-*'
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmStepFailed,*'
        $failure[0].Exception.ExitCode | Should -Be 7
        $failure[0].TargetObject.RunId | Should -Be $run.RunId
    }

    It 'stops at a failed step with -ErrorAction Stop' {
        { Start-SwarmRun { throw 'inside' } -ErrorAction Stop } | Should -Throw -ErrorId 'SwarmStepFailed,*'
    }

    It 'ends a step at its deadline, given in seconds or as a time span' -ForEach @(1.5, [timespan]::FromSeconds(1.5)) {
        $run = Start-SwarmRun { Start-Sleep 300 } -Timeout $_ -Label late -ErrorVariable failure -ErrorAction SilentlyContinue
        $run.Status | Should -Be step_timed_out
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmStepTimedOut,*'
    }

    It 'ends a step that writes too much' {
        $run = Start-SwarmRun { 'x' * 5000 } -LogLimit 1000 -Label loud -ErrorVariable failure -ErrorAction SilentlyContinue
        $run.Status | Should -Be step_limit_exceeded
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmStepLimitExceeded,*'
    }

    It 'gives the same certificate twice when it is deterministic' {
        $seed = [System.Net.NetworkCredential]::new('', 'a seed of sixteen bytes or more').SecurePassword
        [System.IO.File]::WriteAllText((Join-Path (Get-Location).ProviderPath seed.txt), 'a seed of sixteen bytes or more')
        $first = Start-SwarmRun -Deterministic -Seed $seed { 'same' > same.txt } -Label same
        $second = Start-SwarmRun -Deterministic -SeedPath ./seed.txt { 'same' > same.txt } -Label same
        $second.ArtifactHash | Should -Be $first.ArtifactHash
    }

    It 'tries a step again that fails, and says so' {
        $run = Start-SwarmRun -RetryCount 1 { exit 5 } -Label again -WarningVariable warning -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
        $run.ExitCode | Should -Be 5
        (Get-Content $run.CertificatePath -Raw | ConvertFrom-Json).result.attempts | Should -Be 2
        $warning[0] | Should -BeLike '*exit code 5*'
    }

    It 'binds a nonce, and how long the run may be accepted' {
        $run = Start-SwarmRun -Nonce from-a-verifier -ValidFor 120 { } -Label fresh
        $replay = (Get-Content $run.CertificatePath -Raw | ConvertFrom-Json).replay
        $replay.nonce | Should -Be from-a-verifier
        Start-SwarmRun -Nonce 'a b' { } -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmSpecInvalid,*'
    }

    It 'refuses one of -Deterministic and a seed without the other' -ForEach @{ Deterministic = $true }, @{ SeedPath = 'x' } {
        $half = $_
        { Start-SwarmRun @half { } } | Should -Throw -ErrorId 'SwarmSpecInvalid,*'
    }

    It 'says what is wrong with a workspace that is not there' {
        Start-SwarmRun -Workspace ./nowhere { } -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].Exception.Message | Should -BeLike '*nowhere*'
    }

    It 'refuses a label that cannot be one' {
        Start-SwarmRun -Label 'a b' { } -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmSpecInvalid,*'
    }

    It 'resolves paths from the location of PowerShell, not of the process' {
        New-Item -ItemType Directory -Force away | Out-Null
        Push-Location away
        try {
            (Start-SwarmRun -Workspace ../repo -Label relative { 'x' }).Status | Should -Be succeeded
        }
        finally {
            Pop-Location
        }
    }
}
