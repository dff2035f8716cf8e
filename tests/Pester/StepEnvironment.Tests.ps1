BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $env:OPERATORS_TOKEN = 'the-token-of-the-operator'
    $env:STYLE_OF_TEST = 'bold'
    $secret = ConvertTo-SecureString 'the-canary-of-the-step' -AsPlainText -Force
    $credential = [pscredential]::new('user', (ConvertTo-SecureString 'the-password-of-the-step' -AsPlainText -Force))
}
AfterAll {
    $env:OPERATORS_TOKEN = $env:STYLE_OF_TEST = $null
    Exit-Scene
}

Describe 'The environment of a step' {
    It 'has variables from a hashtable, by name, or both' {
        $run = Start-SwarmRun -Label named -Environment STYLE_OF_TEST, @{ MORE = 1 } { "$env:STYLE_OF_TEST|$env:MORE" > $env:SWARM_OUTPUT }
        $run.Response | Should -Be 'bold|1'
        (Start-SwarmRun -Label table -Environment @{ ONE = 'x'; TWO = 'y' } { "$env:ONE|$env:TWO" > $env:SWARM_OUTPUT }).Response | Should -Be 'x|y'
    }

    It 'inherits, unless it is to be clean' {
        (Start-SwarmRun -Label open { "$env:OPERATORS_TOKEN" > $env:SWARM_OUTPUT }).Response | Should -Be 'the-token-of-the-operator'
        (Start-SwarmRun -Label clean -CleanEnvironment { "$([bool] $env:OPERATORS_TOKEN) $([bool] $env:PATH)" > $env:SWARM_OUTPUT }).Response | Should -Be 'False True'
    }

    It 'has secrets in each of their forms, masked wherever they are shown' -ForEach @(
        @{ Given = { @{ TOKEN = $secret } }; Text = 'the-canary-of-the-step' }
        @{ Given = { @{ TOKEN = $credential } }; Text = 'the-password-of-the-step' }
        @{ Given = { $env:TOKEN = 'a-token-of-this-session'; 'TOKEN' }; Text = 'a-token-of-this-session' }
    ) {
        try {
            $run = Start-SwarmRun -Label secret -Secret (& $Given) -InformationVariable lines -WarningAction SilentlyContinue {
                "it is $env:TOKEN"
                "$($env:TOKEN.Length)" > $env:SWARM_OUTPUT
            }
        }
        finally {
            $env:TOKEN = $null
        }

        $run.Response | Should -Be $Text.Length
        "$($lines.MessageData)" | Should -Be 'it is ***'
        Get-SwarmRunLog $run | Should -Be 'it is ***'
        $found = Get-ChildItem .swarm -Recurse -File | Where-Object { [System.IO.File]::ReadAllText($_.FullName).Contains($Text) }
        $found | Should -BeNullOrEmpty
    }

    It 'refuses what is none, and does not say it' -ForEach @(
        @{ Secret = 'NOT_SET_OF_TEST'; Says = '*not set here*' }
        @{ Secret = @{ TOKEN = $null }; Says = "*'TOKEN' has no value*" }
        @{ Secret = @{ TOKEN = 42 }; Says = '*no secret*' }
        @{ Secret = 42; Says = '*hashtable*' }
    ) {
        { Start-SwarmRun -Secret $Secret { } } | Should -Throw $Says
    }

    It 'refuses a variable that is given twice, and an empty secret' {
        { Start-SwarmRun -Environment @{ TWICE = 1 } -Secret @{ TWICE = $secret } { } -ErrorAction Stop } | Should -Throw '*more than once*'
        { Start-SwarmRun -Secret @{ EMPTY = [securestring]::new() } { } -ErrorAction Stop } | Should -Throw '*empty*'
    }

    It 'warns of a secret that is too short to be masked' {
        Start-SwarmRun -Label short -Secret @{ PIN = (ConvertTo-SecureString '1234' -AsPlainText -Force) } { } -WarningVariable warning -WarningAction SilentlyContinue | Out-Null
        "$warning" | Should -BeLike "*'PIN'*too short*"
    }

    It 'is limited by a policy' {
        $policy = New-SwarmPolicy ./variables.json -AllowedEnvironment STYLE -Required environment
        $policy.AllowedEnvironment | Should -Be STYLE
        (Start-SwarmRun -Label limited -Policy $policy -Environment @{ STYLE = 'x' } { "$env:STYLE|$env:OPERATORS_TOKEN" > $env:SWARM_OUTPUT }).Response | Should -Be 'x|'
        { Start-SwarmRun -Label denied -Policy $policy -Environment @{ OTHER = 'x' } { } -ErrorAction Stop } | Should -Throw "*'OTHER'*"
    }

    It 'is completed by the names of variables' {
        $line = 'Start-SwarmRun -Secret OPERATORS_'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be OPERATORS_TOKEN
    }
}

Describe 'A run that fails' {
    It 'says the last lines of its log, and is the target of its error' {
        $run = Start-SwarmRun -Label failing { 1..30 | ForEach-Object { "line $_" }; exit 3 } -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure | Should -HaveCount 1
        $failure[0].TargetObject.RunId | Should -Be $run.RunId
        $failure[0].Exception.Message | Should -BeLike '*exit code 3*line 11*line 30'
        $failure[0].Exception.Message | Should -Not -BeLike '*line 10*'
        $failure[0].TargetObject | Get-SwarmRunLog -Tail 2 | Should -Be 'line 29', 'line 30'
        Get-SwarmRunLog $run -Tail 0 | Should -BeNullOrEmpty
        @(Get-SwarmRunLog $run -Tail 100) | Should -HaveCount 30
    }

    It 'is the target where it could not be made, too' {
        Start-SwarmRun -Label nothing -Command no-such-program-anywhere -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].TargetObject.Status | Should -Be failed
        (Get-SwarmRun $failure[0].TargetObject.RunId).RunId | Should -Be $failure[0].TargetObject.RunId
    }

    It 'has nothing in its error that commands a terminal' {
        Start-SwarmRun -Label escapes { [System.Console]::Out.WriteLine("`e[31mred`a"); exit 3 } -ErrorVariable failure -ErrorAction SilentlyContinue | Out-Null
        $failure[0].Exception.Message | Should -BeLike '*\x1b`[31mred*'
        $failure[0].Exception.Message | Should -Not -Match "[\e\a]"
    }

    It 'keeps to the rules of its exit code that the help tells' -Skip:$IsWindows {
        $answer = Start-SwarmRun -Label answer { sh -c 'exit 1'; if ($LASTEXITCODE) { 'none' } } -ErrorAction SilentlyContinue
        $answer.Status | Should -Be step_failed
        (Start-SwarmRun -Label reset { sh -c 'exit 1'; $global:LASTEXITCODE = 0 }).Status | Should -Be succeeded
        (Start-SwarmRun -Label exits { sh -c 'exit 1'; exit 0 }).Status | Should -Be succeeded
        $stops = Start-SwarmRun -Label stops { Get-Item ./missing; 'not reached' } -ErrorAction SilentlyContinue
        $stops.ExitCode | Should -Be 1
        $stops | Get-SwarmRunLog | Should -Not -Contain 'not reached'
    }
}

Describe 'A branch with several tips' {
    It 'warns when the second is made, and selectors name each' {
        $first = Start-SwarmRun -Label twins { '1' > n.txt } -WarningVariable none
        $second = Start-SwarmRun -Label twins { '2' > n.txt } -WarningVariable warning -WarningAction SilentlyContinue
        $none | Should -BeNullOrEmpty
        "$warning" | Should -BeLike "*'twins' has 2 tips*twins@{0}*$($second.NodeId)*succeeded*twins@{1}*$($first.NodeId)*"
        (Get-SwarmNode 'twins@latest').NodeId | Should -Be $second.NodeId
        (Get-SwarmRun 'twins@{1}').RunId | Should -Be $first.RunId
        (Resume-SwarmRun 'twins@{1}' { Get-Content n.txt > $env:SWARM_OUTPUT } -WarningAction SilentlyContinue).Response | Should -Be 1
        Copy-SwarmRun $first -Label copies | Out-Null
        Copy-SwarmRun $first -Label copies -WarningVariable copied -WarningAction SilentlyContinue | Out-Null
        "$copied" | Should -BeLike "*'copies' has 2 tips*"
    }

    It 'completes its selectors, in quotes where they need them' {
        $line = 'Resume-SwarmRun twins@'
        $found = (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText
        $found | Should -Contain "'twins@{0}'"
        $found | Should -Contain 'twins@latest'
    }
}

Describe 'A run in the background' {
    It 'goes on, and is followed, waited for and received like any other' {
        $gate = Join-Path (Get-Location).ProviderPath gate
        $run = Start-SwarmRun -Label behind -NoWait -ArgumentList $gate { param($gate) 'begun'; while (-not (Test-Path $gate)) { Start-Sleep -Milliseconds 50 }; 'done' > $env:SWARM_OUTPUT }
        $run.Status | Should -Be running
        (Get-SwarmRun -Status running).RunId | Should -Be $run.RunId
        { $run | Receive-SwarmRun -ErrorAction Stop } | Should -Throw '*wait for it*'
        New-Item $gate | Out-Null
        ($run | Wait-SwarmRun).Response | Should -Be done
        ($run | Receive-SwarmRun).Status | Should -Be succeeded
        $run | Get-SwarmRunLog | Should -Be begun
        (Resume-SwarmRun behind { 'on' }).Status | Should -Be succeeded
    }

    It 'outlives the session that started it' {
        $root = (Get-Location).ProviderPath
        $gate = Join-Path $root gate-of-other
        $id = Invoke-OtherShell "Import-Module '$modulePath'; (Start-SwarmRun -Root '$root' -Label outlives -NoWait -ArgumentList '$gate' { param(`$gate) while (-not (Test-Path `$gate)) { Start-Sleep -Milliseconds 50 } }).RunId"
        (Get-SwarmRun "$id".Trim()).Status | Should -Be running
        New-Item $gate | Out-Null
        (Wait-SwarmRun "$id".Trim()).Status | Should -Be succeeded
    }

    It 'is stopped' {
        $run = Start-SwarmRun -Label stopped -NoWait { Start-Sleep 600 }
        ($run | Stop-SwarmRun).Status | Should -Be cancelled
    }

    It 'runs a step for each of several nodes' {
        $runs = Get-SwarmNode behind | Copy-SwarmRun -Label one, two | Resume-SwarmRun -NoWait { $env:SWARM_LABEL > $env:SWARM_OUTPUT }
        $runs.Status | Should -Be running, running
        ($runs | Wait-SwarmRun).Response | Sort-Object | Should -Be one, two
    }

    It 'says at once what keeps it from beginning' {
        { Start-SwarmRun -NoWait -Policy ./missing.json { } -ErrorAction Stop } | Should -Throw '*missing.json*'
        { Start-SwarmRun -NoWait -Environment @{ 'A=B' = 1 } { } -ErrorAction Stop } | Should -Throw "*'='*"
    }
}
