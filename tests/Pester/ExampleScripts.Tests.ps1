BeforeDiscovery {
    $built = $env:SWARM_TEST_MODULE ? $env:SWARM_TEST_MODULE : (Join-Path $PSScriptRoot '..' '..' artifacts module Swarm)
    $hasRunner = -not $IsWindows -and (Test-Path (Join-Path $built '..' '..' bin Swarm.Workflows.Runner * Swarm.Workflows.Runner.dll))
    $scripts = Get-ChildItem (Join-Path $PSScriptRoot '..' '..' docs examples) -Filter *.ps1 | ForEach-Object { @{ Name = $_.Name; Path = $_.FullName } }
}

BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $examples = Join-Path $PSScriptRoot '..' '..' docs examples
}
AfterAll { Exit-Scene }

Describe 'The example <Name>' -ForEach $scripts {
    It 'has help for itself and each parameter, and is listed' {
        $help = Get-Help $Path -Full
        $help.Synopsis | Should -Not -BeNullOrEmpty
        @($help.examples.example.code) | Should -Not -BeNullOrEmpty
        $help.Parameters.Parameter | ForEach-Object { $_.Description.Text | Should -Not -BeNullOrEmpty -Because $_.Name }
        Get-Content (Join-Path $examples README.md) -Raw | Should -BeLike "*($Name)*"
    }
}

Describe 'race-three-fixes.ps1' {
    BeforeAll {
        New-Item -ItemType Directory broken/tests | Out-Null
        Set-Content broken/add.ps1 '$args[0] - $args[1]'
        Set-Content broken/tests/Add.Tests.ps1 "Describe add { It adds { & (Join-Path `$PSScriptRoot .. add.ps1) 3 2 | Should -Be 5 }; It adds-none { & (Join-Path `$PSScriptRoot .. add.ps1) 3 0 | Should -Be 3 } }"
        Set-Content wrong.ps1 "Set-Content add.ps1 '`$args[0] * `$args[1]'"
        Set-Content right.ps1 "Set-Content add.ps1 '`$args[0] + `$args[1]'"
        Set-Content failing.ps1 'exit 4'
        # Pester within Pester: in a process of its own.
        function Invoke-Race([string] $Fixes, [string] $Destination) {
            Invoke-OtherShell "`$env:SWARM_HOME = '$env:SWARM_HOME'; Import-Module '$modulePath'
                & '$(Join-Path $examples race-three-fixes.ps1)' -Repository ./broken -Fix $Fixes -Destination $Destination | ForEach-Object { '{0} {1} {2} {3}' -f `$_.Rank, `$_.Label, `$_.Score, `$_.IsRemoved }"
        }
    }

    It 'keeps the fix that passes all tests' {
        Invoke-Race "@{ wrong = './wrong.ps1'; right = './right.ps1'; failing = './failing.ps1' }" ./fixed | Should -Be '1 right 1 False', '2 wrong 0 True', '3 failing  True'
        Get-Content fixed/add.ps1 | Should -Be '$args[0] + $args[1]'
        Get-Content broken/add.ps1 | Should -Be '$args[0] - $args[1]'
    }

    It 'fails where no fix passes all tests' {
        (Invoke-Race "@{ wrong = './wrong.ps1' }" ./unfixed) -join "`n" | Should -BeLike '*No fix passes all tests*'
        Test-Path unfixed | Should -BeFalse
    }
}

Describe 'nightly-maintenance.ps1' {
    BeforeAll {
        New-Item -ItemType Directory nights, nights/site | Out-Null
        Push-Location nights
        Set-Content site/count.txt 0
        Set-Content step.ps1 '$count = 1 + [int](Get-Content count.txt); Set-Content count.txt $count; if ($count -eq 3) { throw "not this night" }'
        Set-Content bad.ps1 'Set-Content count.txt broken'
        Set-Content check.ps1 'if ((Get-Content count.txt) -notmatch "^\d+$") { exit 1 }; Set-Content count.txt checked'
        function Invoke-Night([string] $Step) {
            & (Join-Path $examples nightly-maintenance.ps1) -Workspace ./site -Step $Step -Check ./check.ps1 2>$null 6>$null
        }

        function Get-Count {
            $folder = Join-Path (Get-Location).ProviderPath "out-$([guid]::NewGuid())"
            Export-SwarmWorkspace nightly -Destination $folder | Out-Null
            Get-Content (Join-Path $folder count.txt)
        }
    }
    AfterAll { Pop-Location }

    It 'goes on from the last good night, and rolls a bad one back' {
        (Invoke-Night ./step.ps1).Accepted | Should -BeTrue
        (Invoke-Night ./step.ps1).Accepted | Should -BeTrue
        Get-Count | Should -Be 2
        $failed = Invoke-Night ./step.ps1
        $failed.Accepted | Should -BeFalse
        $failed.Run.Status | Should -Be step_failed
        Get-Count | Should -Be 2
        $refused = Invoke-Night ./bad.ps1
        $refused.Accepted | Should -BeFalse
        $refused.Run.Status | Should -Be succeeded
        $refused.NextNodeId | Should -Be (Get-SwarmNode nightly).NodeId
        Get-Count | Should -Be 2
    }
}

Describe 'audit-runs.ps1' {
    It 'writes a line for each run, and the tree' {
        New-Item -ItemType Directory audited | Out-Null
        Push-Location audited
        try {
            $run = Start-SwarmRun -Label audited { 'x' }
            Start-SwarmRun -Label failing { exit 2 } -ErrorAction SilentlyContinue | Out-Null
            $audit = & (Join-Path $examples audit-runs.ps1) -CsvPath ./runs.csv -MermaidPath ./tree.md -Since (Get-Date).AddDays(-1) -Until (Get-Date).AddDays(1)
            $audit.Runs | Should -Be 2
            $audit.Unverified | Should -Be 0
            $lines = Import-Csv ./runs.csv
            $lines.Label | Should -Be audited, failing
            $lines.Verified | Should -Be True, True
            $lines[0].Run | Should -Be $run.RunId
            $lines[1].ExitCode | Should -Be 2
            Get-Content ./tree.md -Raw | Should -BeLike '*mermaid*audited*'
            (& (Join-Path $examples audit-runs.ps1) -CsvPath ./none.csv -MermaidPath ./none.md).Runs | Should -Be 0
        }
        finally {
            Pop-Location
        }
    }
}

Describe 'chained-run' -Skip:(-not $hasRunner) {
    BeforeAll {
        $service = Start-GitHub
        $work = (New-Item -ItemType Directory chained).FullName
        Set-Location $work
        Initialize-Swarm -Root . | Out-Null
        New-Item -ItemType Directory ci | Out-Null
        Copy-Item (Join-Path $examples chained-run.ps1) ci
        Set-Content ci/build.ps1 "Set-Content built.txt 'built'; 'built' > `$env:SWARM_OUTPUT"
        Set-Content ci/test.ps1 "if ((Get-Content built.txt) -ne 'built') { exit 1 }; Set-Content tested.txt 'tested'; 'tested' > `$env:SWARM_OUTPUT"
        Set-Content ci/report.ps1 "Get-Content built.txt, tested.txt | Set-Content report.txt; 'reported' > `$env:SWARM_OUTPUT"
        Set-Content ci/broken.ps1 'exit 3'
        $ErrorActionPreference = 'Stop'
    }
    AfterAll {
        Set-Location ..
        Stop-RunnerService $service
    }

    It 'is a workflow whose script runs three links, which verify without the store' {
        # As the job has it: in the folder of the sources, with the variables that it names.
        $workflow = Get-Content -Raw (Join-Path $examples chained-run.yml)
        $lines = [regex]::Match($workflow, '(?m)^          script: \|\n((?:            .*\n|\n)+)').Groups[1].Value
        # The machine of this test need not be one that confines.
        $runs = . ([scriptblock]::Create(($lines -replace '-Destination ./made', '-Destination ./made -Run @{ AllowUnconfined = $true }')))
        $runs.Response | Should -Be built, tested, reported
        $runs.Backend | Should -Be github, github, github
        $runs.RatchetStep | Should -Be 0, 1, 2
        $runs[2].ParentNodeId | Should -Be $runs[1].NodeId
        Get-Content made/report.txt | Should -Be built, tested
        $proofs = Get-ChildItem evidence -Recurse -Filter certificate.json
        $proofs | Should -HaveCount 3
        $last = $proofs | Where-Object { (Get-Content $_ -Raw | ConvertFrom-Json).node.node_id -eq $runs[2].NodeId }
        Remove-Item .swarm -Recurse -Force
        $verdict = Test-SwarmCertificate -Path $last.FullName -Recurse -Require Attestation, Lineage -TrustedRoot $service.trusted_root -TrustedWorkflow $service.workflow_ref.Split('@')[0]
        $verdict.IsValid | Should -BeTrue -Because $verdict.Reason
    }

    It 'ends at a step that fails, whose run it writes' {
        Initialize-Swarm -Root . | Out-Null
        $runs = @()
        { & ./ci/chained-run.ps1 -Workspace . -Step ./ci/build.ps1, ./ci/broken.ps1, ./ci/report.ps1 -EvidencePath ./no-evidence -Run @{ AllowUnconfined = $true } | ForEach-Object { $script:runs += $_ } } |
            Should -Throw '*exit code 3*'
        (Get-SwarmRun -Label chain).Status | Should -Be succeeded, step_failed
        Test-Path no-evidence | Should -BeFalse
    }
}
