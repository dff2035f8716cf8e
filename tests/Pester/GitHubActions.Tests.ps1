BeforeDiscovery {
    $built = $env:SWARM_TEST_MODULE ? $env:SWARM_TEST_MODULE : (Join-Path $PSScriptRoot '..' '..' artifacts module Swarm)
    $hasRunner = -not $IsWindows -and @(Get-Item (Join-Path $built '..' '..' bin Swarm.Workflows.Runner * Swarm.Workflows.Runner.dll) -ErrorAction Ignore).Count -gt 0

    # The page's runs are confined.
    if ($hasRunner) {
        Import-Module $built
        $hasRunner = @(Test-SwarmEnvironment | Where-Object { $_.Name -eq 'sandbox' -and $_.Status -eq 'passed' }).Count -eq 1
    }

    # What the page shows once everything is set up, in its order: the blocks build on each other.
    $page = Get-Content (Join-Path $PSScriptRoot '..' '..' docs github-actions.md) -Raw
    $section = [regex]::Match($page, '(?s)## A run, and what follows from it\n(.*?)\n## ').Groups[1].Value
    $number = 0
    $blocks = foreach ($match in [regex]::Matches($section, '(?s)```(powershell|sh)\n(.*?)\n```')) {
        $number++
        @{ Number = $number; Language = $match.Groups[1].Value; Code = $match.Groups[2].Value }
    }
}

Describe 'The page on GitHub Actions' -Skip:(-not $hasRunner) {
    BeforeAll {
        . (Join-Path $PSScriptRoot Scene.ps1)
        Enter-Scene
        $service = Start-GitHub
        $ErrorActionPreference = 'Stop'
    }

    AfterAll {
        Stop-RunnerService $service
        Exit-Scene
    }

    It 'has blocks of both faces' -ForEach @{ Languages = $blocks.Language } {
        $Languages | Should -Contain powershell
        $Languages | Should -Contain sh
    }

    It 'shows PowerShell that runs' -ForEach @{ Codes = @(($blocks | Where-Object Language -EQ powershell).Code) } {
        foreach ($code in $Codes) {
            . ([scriptblock]::Create($code)) 6>$null | Out-String | Should -Not -BeNullOrEmpty
        }
    }

    It 'shows commands that run' -ForEach @{ Codes = @(($blocks | Where-Object Language -EQ sh).Code) } {
        $program = Get-Item (Join-Path $modulePath '..' '..' bin Swarm.Cli * swarm.dll) | Sort-Object LastWriteTime | Select-Object -Last 1
        foreach ($code in $Codes) {
            bash -euo pipefail -c "swarm() { dotnet exec '$($program.FullName)' `"`$@`"; }`n$code" | Out-String | Should -Not -BeNullOrEmpty
            $LASTEXITCODE | Should -Be 0
        }
    }

    It 'left a chain that verifies, three forks and a run that was stopped' {
        (Test-SwarmCertificate base -Recurse -Require Attestation, Lineage).IsValid | Should -BeTrue
        (Test-SwarmCertificate other -Recurse -Require Attestation, Lineage).IsValid | Should -BeTrue
        foreach ($label in 'careful', 'bold', 'wild') {
            (Get-SwarmRun $label).Response | Should -Be "done by the $label one"
        }

        @(Get-SwarmRun -Status cancelled).Count | Should -Be 1
        Get-SwarmRun -Status pending, failed | Should -BeNullOrEmpty
    }
}
