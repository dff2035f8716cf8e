BeforeDiscovery {
    $built = $env:SWARM_TEST_MODULE ? $env:SWARM_TEST_MODULE : (Join-Path $PSScriptRoot '..' '..' artifacts module Swarm)
    $hasRunner = -not $IsWindows -and @(Get-Item (Join-Path $built '..' '..' bin Swarm.Workflows.Runner * Swarm.Workflows.Runner.dll) -ErrorAction Ignore).Count -gt 0
}

# Runs on a backend: a program of the tests stands for GitHub, and executes the shipped workflow as its runners would.
Describe 'Runs on GitHub' -Skip:(-not $hasRunner) {
    BeforeAll {
        . (Join-Path $PSScriptRoot Scene.ps1)
        Enter-Scene
        $service = Start-GitHub
        $remote = @{ Backend = 'GitHub'; AllowUnconfined = $true; TrustedRoot = $service.trusted_root }
        $trust = @{ TrustedRoot = $service.trusted_root; TrustedWorkflow = $service.workflow_ref.Split('@')[0] }
        $base = Start-SwarmRun @remote -Workspace ./repo -Label base { 'made there' > made.txt; 'an answer' > $env:SWARM_OUTPUT }
    }

    AfterAll {
        Stop-RunnerService $service
        Exit-Scene
    }

    It 'does nothing with -WhatIf' {
        Start-SwarmRun @remote -WhatIf { 'never' } | Should -BeNullOrEmpty
        @(Get-SwarmRun -Status pending).Count | Should -Be 0
    }

    It 'gives a launch as a run like any other, with its page' {
        $base | Should -BeOfType Swarm.PowerShell.Records.SwarmRun
        $base.Status | Should -Be succeeded
        $base.Response | Should -Be 'an answer'
        $base.Backend | Should -Be github
        $base.WebAddress | Should -BeLike "*/actions/runs/*"
        (Test-SwarmCertificate base @trust -Require Attestation, Continuity, Signature).IsValid | Should -BeTrue
    }

    It 'chains a second step, and a third that runs here' {
        $second = $base | Resume-SwarmRun @remote { (Get-Content made.txt) > $env:SWARM_OUTPUT }
        $second.Response | Should -Be 'made there'
        $second.RatchetStep | Should -Be 1
        (Test-SwarmCertificate base @trust -Recurse -Require Attestation, Lineage).IsValid | Should -BeTrue
        (Resume-SwarmRun base { (Get-Content made.txt) > $env:SWARM_OUTPUT }).Response | Should -Be 'made there'
    }

    It 'fans three forks out, and collects them as they end' {
        $pending = $base.NodeId | Fork-SwarmRun -Label left, middle, right | Resume-SwarmRun @remote -NoWait -ThrottleLimit 3 { $env:SWARM_LABEL > $env:SWARM_OUTPUT }
        $pending.Status | Should -Be (, 'pending' * 3)
        $collected = $pending | Wait-SwarmRun | Receive-SwarmRun -TrustedRoot $service.trusted_root
        $collected.Response | Sort-Object | Should -Be left, middle, right
        $collected.Status | Should -Be (, 'succeeded' * 3)
        foreach ($label in 'left', 'middle', 'right') {
            (Test-SwarmCertificate $label @trust -Recurse -Require Attestation, Lineage).IsValid | Should -BeTrue
        }

        ($collected | Receive-SwarmRun).NodeId | Sort-Object | Should -Be ($collected.NodeId | Sort-Object)
    }

    It 'writes a step that failed, and then an error' {
        $run = Start-SwarmRun @remote -Label failing { exit 3 } -ErrorVariable failure -ErrorAction SilentlyContinue
        $run.ExitCode | Should -Be 3
        $run.NodeId | Should -Not -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmStepFailed,*'
    }

    It 'says why an episode failed, and closes the run' {
        Start-SwarmRun -Backend GitHub -Sandbox None -Label refused { 'never' } -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmSandboxUnavailable,*'
        (Get-SwarmRun -Label refused).Status | Should -Be failed
    }

    It 'follows the log of a run, and stops one' {
        $run = Start-SwarmRun @remote -NoWait -EchoOutput -Label shown { 'shown there' }
        $run | Get-SwarmRunLog -Follow | Where-Object { $_ -like '* shown there' } | Should -HaveCount 1
        $run | Receive-SwarmRun -TrustedRoot $service.trusted_root | Get-SwarmRunLog | Should -Be 'shown there'
        $endless = Start-SwarmRun @remote -NoWait -Label endless { Start-Sleep -Seconds 600 }
        $endless | Receive-SwarmRun -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmRunUnfinished,*'
        ($endless | Stop-SwarmRun).Status | Should -Be cancelled
    }

    It 'takes a token that is given as a SecureString, and never shows it' {
        $secret = [System.Net.NetworkCredential]::new('', $service.token).SecurePassword
        $env:GH_TOKEN = $null
        try {
            $output = Start-SwarmRun @remote -Token $secret -Label token -Verbose -Debug { 'x' > $env:SWARM_OUTPUT } *>&1 | Out-String
            $output | Should -Not -BeLike "*$($service.token)*"
            (Get-SwarmRun -Label token).Status | Should -Be succeeded
        }
        finally {
            $env:GH_TOKEN = $service.token
        }
    }

    It 'checks what the backend needs' {
        $checks = Test-SwarmEnvironment -Backend GitHub
        foreach ($name in 'token', 'workflow', 'environment', 'sealing key', 'clock') {
            ($checks | Where-Object Name -EQ $name).Status | Should -Be passed
        }
    }

    It 'refuses a workflow that is not pinned, and dispatches nothing' {
        Start-SwarmRun @remote -WorkflowRef 'octo/lab/.github/workflows/swarm-run.yml@main' { 'never' } -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmWorkflowRefUnpinned,*'
    }
}
