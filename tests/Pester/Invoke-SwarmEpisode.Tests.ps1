BeforeDiscovery {
    $built = $env:SWARM_TEST_MODULE ? $env:SWARM_TEST_MODULE : (Join-Path $PSScriptRoot '..' '..' artifacts module Swarm)
    $hasDriver = @(Get-Item (Join-Path $built '..' '..' bin Swarm.Engine.Tests.Driver * Swarm.Engine.Tests.Driver.dll) -ErrorAction Ignore).Count -gt 0
}

BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    Set-Content -LiteralPath none.age -Value 'no request'
    $runner = New-SwarmKey runner
    Export-SwarmKey runner -Purpose Sealing -Secret -Destination runner.key | Out-Null
    $workflow = 'example/swarm/.github/workflows/episode.yml'
    $job = @{ WorkflowRef = "$workflow@refs/heads/main"; WorkflowSha = '1' * 40; Commit = '2' * 40; RunnerClass = 'self-hosted' }

    # No cmdlet asks for remote runs yet; the tests' own program does.
    function Invoke-Driver {
        $program = Get-Item (Join-Path $modulePath '..' '..' bin Swarm.Engine.Tests.Driver * Swarm.Engine.Tests.Driver.dll) |
            Sort-Object LastWriteTime | Select-Object -Last 1
        (dotnet exec $program.FullName @args)[0]
        $LASTEXITCODE | Should -Be 0
    }

    function New-Request([string] $Label, [string[]] $Command) {
        Invoke-Driver prepare (Get-Location).ProviderPath $Label "$workflow@$('1' * 40)" $runner.Recipient (Get-Location).ProviderPath - @Command
    }
}
AfterAll { Exit-Scene }

Describe 'Invoke-SwarmEpisode' {
    It 'does nothing with -WhatIf' {
        Invoke-SwarmEpisode none.age artifacts -WhatIf | Should -BeNullOrEmpty
        Test-Path artifacts | Should -BeFalse
    }

    It 'says what is missing where the runner has no sealing key' {
        Invoke-SwarmEpisode none.age artifacts -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmKeyInvalid,*'
        "$failure" | Should -BeLike '*SWARM_SEALING_KEY*'
    }

    It 'refuses what is no request, and a destination that is not empty' {
        Invoke-SwarmEpisode none.age artifacts -IdentityPath runner.key -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmSealInvalid,*'
        (Get-ChildItem artifacts).Name | Should -Be error.json
        (Get-Content artifacts/error.json | ConvertFrom-Json).errors[0].code | Should -Be SEAL_INVALID
        Invoke-SwarmEpisode none.age repo -IdentityPath runner.key -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmPathInvalid,*'
    }

    It 'executes a request, and what it made is collected as a node' -Skip:(-not $hasDriver) {
        $run = New-Request remote 'pwsh', '-NoProfile', '-Command', 'Set-Content made here; $env:SWARM_LABEL > $env:SWARM_OUTPUT'
        $episode = Invoke-SwarmEpisode request.age artifacts -IdentityPath runner.key @job -InformationVariable shown -Summary summary.md
        Get-Content summary.md | Should -Contain "| node | $($episode.NodeId) |"
        $episode | Should -BeOfType Swarm.PowerShell.Records.SwarmEpisode
        $episode.RunId | Should -Be $run
        $episode.Status | Should -Be succeeded
        $shown | Should -BeNullOrEmpty
        (Get-SwarmRun $run).Status | Should -Be pending
        Invoke-Driver collect (Get-Location).ProviderPath $run artifacts - | Should -Be $episode.NodeId
        (Get-SwarmRun $run).Response | Should -Be remote
        (Export-SwarmWorkspace remote -Destination out | Get-ChildItem).Name | Should -Contain made
    }

    It 'writes the episode of a step that failed, and then an error' -Skip:(-not $hasDriver) {
        New-Request failing 'pwsh', '-NoProfile', '-Command', 'exit 3' | Out-Null
        $episode = Invoke-SwarmEpisode request.age failed -IdentityPath runner.key @job -ErrorVariable failure -ErrorAction SilentlyContinue
        $episode.ExitCode | Should -Be 3
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmStepFailed,*'
    }
}
