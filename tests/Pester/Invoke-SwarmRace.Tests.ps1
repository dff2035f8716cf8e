BeforeDiscovery {
    $built = $env:SWARM_TEST_MODULE ? $env:SWARM_TEST_MODULE : (Join-Path $PSScriptRoot '..' '..' artifacts module Swarm)
    $hasRunner = -not $IsWindows -and (Test-Path (Join-Path $built '..' '..' bin Swarm.Workflows.Runner * Swarm.Workflows.Runner.dll))
}

BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
}
AfterAll { Exit-Scene }

Describe 'Invoke-SwarmRace' {
    It 'leaves nothing with -WhatIf' {
        $before = (Get-SwarmNode).Count
        $base | Invoke-SwarmRace @{ a = { 'x' } } -WhatIf | Should -BeNullOrEmpty
        (Get-SwarmNode).Count | Should -Be $before
        (Get-SwarmRun).Count | Should -Be 1
    }

    It 'runs a step for each label from the node, and ranks by the score' {
        $race = Invoke-SwarmRace base @{ few = { 1 > numbers.txt }; many = { 1..3 > numbers.txt } } -Score { (Get-Content numbers.txt).Count } -ThrottleLimit 2
        $race.Label | Should -Be many, few
        $race | ForEach-Object Rank | Should -Be 1, 2
        $race.Score | Should -Be 3, 1
        $race.IsWinner | Should -Be $true, $false
        $race.Status | Should -Be succeeded, succeeded
        $race.ExitCode | Should -Be 0, 0
        $race[0].Duration | Should -BeGreaterThan ([timespan]::Zero)
        $race[0].Root | Should -Be $base.Root
        (Get-SwarmNode $race[0].ParentNodeId).ParentNodeId | Should -Be $base.NodeId
        "$($race[0])" | Should -Be many
    }

    It 'runs one step under several labels, with arguments, $using: and the parameters of a run' {
        $suffix = '!'
        $race = $base | Invoke-SwarmRace { "$env:SWARM_LABEL $($args[0])$using:suffix $env:EXTRA" > $env:SWARM_OUTPUT } -Label x, y -ArgumentList told -Environment @{ EXTRA = 'more' } -Timeout 60
        $race.Response | Sort-Object | Should -Be 'x told! more', 'y told! more'
    }

    It 'lets the lowest score win' {
        (Invoke-SwarmRace base { $env:SWARM_LABEL.Length > $env:SWARM_OUTPUT } -Label l1, l22 -Score { $_.Response } -LowestWins).Label | Should -Be l1, l22
    }

    It 'ranks equal scores by duration' {
        $race = Invoke-SwarmRace base @{ late = { Start-Sleep 3 }; early = { } } -Score { 1 } -ThrottleLimit 2
        $race.Label | Should -Be early, late
    }

    It 'lets the exit code decide without a score, and puts who fails last without an error' {
        $race = Invoke-SwarmRace base @{ bad = { exit 3 }; good = { Start-Sleep 1 } } -ThrottleLimit 2 -ErrorAction Stop
        $race.Label | Should -Be good, bad
        $race.ExitCode | Should -Be 0, 3
        $race[1].Status | Should -Be step_failed
        $race[1].Message | Should -Not -BeNullOrEmpty
        $race[1].NodeId | Should -Not -BeNullOrEmpty
    }

    It 'says that nobody won' {
        $race = Invoke-SwarmRace base @{ lost = { exit 1 } } -ErrorVariable failure -ErrorAction SilentlyContinue
        $race.IsWinner | Should -BeFalse
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmStepFailed,*'
        $failure[0].Exception.Message | Should -BeLike 'Nobody won*'
    }

    It 'takes an error in the score as that entrant''s: <Name>' -ForEach @(
        @{ Name = 'a throw'; Score = { if ($_.Label -eq 'broken') { throw 'not today' } 5 }; Text = 'not today' }
        @{ Name = 'an error that does not end a script'; Score = { if ($_.Label -eq 'broken') { Write-Error 'not today' } 5 }; Text = 'not today' }
        @{ Name = 'nothing'; Score = { if ($_.Label -ne 'broken') { 5 } }; Text = 'gave nothing' }
        @{ Name = 'no number'; Score = { if ($_.Label -eq 'broken') { Get-Date } else { 5 } }; Text = 'DateTime' }
    ) {
        $race = Invoke-SwarmRace base { 'x' } -Label broken, whole -Score $Score -ErrorVariable failure -ErrorAction SilentlyContinue
        $race.Label | Should -Be whole, broken
        $race[1].Score | Should -BeNullOrEmpty
        $race[1].Message | Should -BeLike "*$Text*"
        $failure | Should -HaveCount 1
        $failure[0].TargetObject.Label | Should -Be broken
        $failure[0].Exception.Message | Should -BeLike "*broken*$Text*"
    }

    It 'reads <Name> as <Expected>' -ForEach @(
        @{ Name = 'true'; Value = $true; Expected = 1 }
        @{ Name = 'false'; Value = $false; Expected = 0 }
        @{ Name = 'a text'; Value = ' 2.5 '; Expected = 2.5 }
        @{ Name = 'a negative number'; Value = -3; Expected = -3 }
        @{ Name = 'the last object'; Value = 1, 2; Expected = 2 }
        @{ Name = 'all tests passed'; Value = [pscustomobject]@{ PassedCount = 2; FailedCount = 0; TotalCount = 2 }; Expected = 1 }
        @{ Name = 'a test failed'; Value = [pscustomobject]@{ PassedCount = 9; FailedCount = 1; TotalCount = 10 }; Expected = 0.9 }
        @{ Name = 'a test skipped'; Value = [pscustomobject]@{ PassedCount = 1; FailedCount = 0; TotalCount = 4 }; Expected = 0.25 }
        @{ Name = 'a file of tests that cannot be read'; Value = [pscustomobject]@{ PassedCount = 1; FailedCount = 0; TotalCount = 1; FailedContainersCount = 1 }; Expected = 0.5 }
    ) {
        (Invoke-SwarmRace base @{ read = { 'x' } } -Score { $Value }).Score | Should -Be $Expected
    }

    It 'scores in a copy of the workspace, which it removes, and comes back to where it was' {
        $here = (Get-Location).Path
        $script:place = $null
        $race = Invoke-SwarmRace base @{ placed = { 'x' > mine.txt } } -Score { $script:place = (Get-Location).ProviderPath; Test-Path mine.txt; Set-Content more.txt 1; (Get-ChildItem).Count }
        (Get-Location).Path | Should -Be $here
        $place | Should -Not -BeNullOrEmpty
        Test-Path $place | Should -BeFalse
        $race.Score | Should -BeGreaterThan 2
    }

    It 'removes the losers, whose certificates stay' {
        $race = Invoke-SwarmRace base { $env:SWARM_LABEL.Length > $env:SWARM_OUTPUT } -Label k1, k22, k333 -Score { $_.Response } -RemoveLoser
        $race.Label | Should -Be k333, k22, k1
        $race.IsRemoved | Should -Be $false, $true, $true
        (Get-SwarmNode).Label | Where-Object { $_ -like 'k*' } | Sort-Object -Unique | Should -Be k333
        Test-Path $race[1].CertificatePath | Should -BeTrue
        $race | ForEach-Object { Test-SwarmCertificate -Path $_.CertificatePath -Quiet } | Should -Be $true, $true, $true
    }

    It 'gives the winner to whoever takes a node' {
        $race = Invoke-SwarmRace base @{ piped = { 'x' > piped.txt } }
        $winner = $race | Where-Object IsWinner
        Push-Location ([System.IO.Path]::GetTempPath())
        try {
            ($winner | Test-SwarmCertificate -Recurse).IsValid | Should -BeTrue
            $winner | Export-SwarmWorkspace -Destination (Join-Path $base.Root exported) | Out-Null
            ($winner | Resume-SwarmRun { 'x' } -Label after).ParentNodeId | Should -Be $winner.NodeId
            ($winner | Compare-SwarmState -Reference $base).Files.Path | Should -Contain piped.txt
            ($winner | Get-SwarmCertificate).ArtifactHash | Should -Be $winner.ArtifactHash
            ($winner | Get-SwarmRun).RunId | Should -Be $winner.RunId
            ($winner | Get-SwarmNode).NodeId | Should -Be $winner.NodeId
            ($winner | Invoke-SwarmRace @{ again = { 'x' } }).Label | Should -Be again
        }
        finally {
            Pop-Location
        }

        Test-Path exported/piped.txt | Should -BeTrue
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'one step without labels'; Call = { Invoke-SwarmRace base { 'x' } } }
        @{ Name = 'labels twice'; Call = { Invoke-SwarmRace base @{ a = { 'x' } } -Label b } }
        @{ Name = 'one label for two'; Call = { Invoke-SwarmRace base { 'x' } -Label a, a } }
        @{ Name = 'a step that is no script block'; Call = { Invoke-SwarmRace base @{ a = 'x' } } }
        @{ Name = 'nobody'; Call = { Invoke-SwarmRace base @{} } }
        @{ Name = 'a wrong label'; Call = { Invoke-SwarmRace base @{ 'no label' = { 'x' } } } }
    ) {
        $before = (Get-SwarmNode).Count
        { $ErrorActionPreference = 'Stop'; & $Call } | Should -Throw
        (Get-SwarmNode).Count | Should -Be $before
    }

    It 'marks the lines of its entrants' {
        Invoke-SwarmRace base { "I am $env:SWARM_LABEL" } -Label m1, m2 -InformationVariable information 6>$null | Out-Null
        $information.MessageData | Sort-Object | Should -Be '[m1] I am m1', '[m2] I am m2'
    }
}

Describe 'Invoke-SwarmRace on a backend' -Skip:(-not $hasRunner) {
    BeforeAll {
        # A store of its own: Pester removed what the block before wrote to the test drive.
        Set-Location (New-Item -ItemType Directory there)
        Initialize-Swarm -Root . | Out-Null
        $service = Start-GitHub
        $remote = @{ Backend = 'GitHub'; AllowUnconfined = $true; TrustedRoot = $service.trusted_root }
        $trust = @{ TrustedRoot = $service.trusted_root; TrustedWorkflow = $service.workflow_ref.Split('@')[0] }
        $start = Start-SwarmRun -Workspace ../repo -Label start { 'here' > place.txt }
    }

    AfterAll { Stop-RunnerService $service }

    It 'runs every entrant there, scores what came back here, and drops the losers' {
        $race = $start | Invoke-SwarmRace @remote @{
            few   = { 1 > numbers.txt }
            many  = { 1..3 > numbers.txt }
            wrong = { exit 4 }
        } -Score { (Get-Content numbers.txt).Count + (Test-Path place.txt) } -RemoveLoser
        $race.Label | Should -Be many, few, wrong
        $race.Score | Should -Be 4, 2, $null
        $race.ExitCode | Should -Be 0, 0, 4
        $race.IsRemoved | Should -Be $false, $true, $true
        ($race | Get-SwarmRun).Backend | Should -Be github, github, github
        foreach ($entrant in $race) {
            Test-SwarmCertificate -Path $entrant.CertificatePath -AttestationPath (Join-Path (Split-Path $entrant.CertificatePath) certificate.sigstore.json) @trust -Require Attestation -Quiet | Should -BeTrue
        }

        ($race[0] | Test-SwarmCertificate @trust -Recurse -Require Attestation, Lineage).IsValid | Should -BeFalse -Because 'the start was made here, and nothing attests it'
        ($race[0] | Test-SwarmCertificate @trust -Recurse -Require Continuity, Lineage).IsValid | Should -BeTrue
    }
}
