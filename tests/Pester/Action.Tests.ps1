BeforeDiscovery {
    $isUnix = -not $IsWindows
}

BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $action = Get-Content -Raw (Join-Path $PSScriptRoot .. .. action.yml)

    # The scripts as the file has them: each block that follows 'run: |', without its indentation.
    $scripts = [regex]::Matches($action, '(?m)^      run: \|\n((?:        .*\n|\n)+)') |
        ForEach-Object { $_.Groups[1].Value -replace '(?m)^        ' }
    $version = (Import-PowerShellDataFile (Join-Path $modulePath Swarm.psd1)).ModuleVersion

    # As a runner runs a step of pwsh.
    function Invoke-Step([string] $Text, [hashtable] $Variables) {
        $file = Join-Path (Get-Location).ProviderPath "$([guid]::NewGuid()).ps1"
        Set-Content -LiteralPath $file -Value ('$ErrorActionPreference = ''stop''', $Text, 'if ((Test-Path -LiteralPath variable:\LASTEXITCODE)) { exit $LASTEXITCODE }')
        $before = @{}
        foreach ($name in $Variables.Keys) {
            $before[$name] = [System.Environment]::GetEnvironmentVariable($name)
            [System.Environment]::SetEnvironmentVariable($name, $Variables[$name])
        }

        try {
            & $shell -NoProfile -NonInteractive -Command ". '$file'" 2>&1 | Out-String
            $script:exitCode = $LASTEXITCODE
        }
        finally {
            foreach ($name in $before.Keys) {
                [System.Environment]::SetEnvironmentVariable($name, $before[$name])
            }
        }
    }

    function Invoke-Action([string] $Text) {
        $script:output = Join-Path (Get-Location).ProviderPath "$([guid]::NewGuid()).txt"
        Invoke-Step $scripts[1] @{
            SWARM_ACTION_VERSION = $version
            SWARM_ACTION_SCRIPT = $Text
            SWARM_ROOT = '.'
            GITHUB_OUTPUT = $output
            PSModulePath = (Split-Path $modulePath) + [System.IO.Path]::PathSeparator + $env:PSModulePath
        }
    }

    function Get-Output { (Get-Content -Raw $output) | ConvertFrom-StringData }
}
AfterAll { Exit-Scene }

Describe 'The action' {
    It 'has two scripts, and no expression in either' {
        $scripts | Should -HaveCount 2
        $scripts | Should -Not -BeLike '*${{*'
        ([regex]::Matches($action, '(?m)^\s+run:')).Count | Should -Be 2
    }

    It 'takes an exact version only, before anything is installed' {
        $said = Invoke-Step $scripts[0] @{ SWARM_ACTION_VERSION = '[0.1.0,)' }
        $exitCode | Should -Be 1
        $said | Should -BeLike '*not an exact one*'
    }

    It 'installs nothing where the version is there' {
        Invoke-Step $scripts[0] @{ SWARM_ACTION_VERSION = $version; PSModulePath = (Split-Path $modulePath) + [System.IO.Path]::PathSeparator + $env:PSModulePath } | Should -BeNullOrEmpty
        $exitCode | Should -Be 0
    }

    It 'tells of the last run' -Skip:(-not $isUnix) {
        Invoke-Action 'Start-SwarmRun -Label base { "first" }; Resume-SwarmRun base { "quoted ''text'' and $(1 + 1)" > $env:SWARM_OUTPUT; Test-Path Env:SWARM_ACTION_SCRIPT }' | Out-Null
        $exitCode | Should -Be 0
        $told = Get-Output
        $run = Get-SwarmRun $told.run_id
        $run.Response | Should -Be 'quoted ''text'' and 2'
        $told.node_id | Should -Be $run.NodeId
        $told.status | Should -Be succeeded
        $told.artifact_hash | Should -Be $run.ArtifactHash
        Test-Path $told.certificate | Should -BeTrue
        Get-SwarmRunLog $told.run_id | Should -Be False
    }

    It 'fails with its step, and tells of the run all the same' {
        Invoke-Action 'Start-SwarmRun -Label failing { exit 3 }' | Out-Null
        $exitCode | Should -Be 1
        (Get-Output).status | Should -Be step_failed
        (Get-Output).node_id | Should -Be (Get-SwarmNode failing).NodeId
    }

    It 'shows what steps write, and why one failed, without commands to the runner' {
        $said = Invoke-Action '$run = Start-SwarmRun -Label shown { "of the step"; "::error::x"; "a ##[add-mask]y"; exit 3 }; "not reached"'
        $exitCode | Should -Be 1
        $said | Should -BeLike '*  | of the step*'
        $said | Should -BeLike '*exit code 3*'
        $said | Should -Not -BeLike '*not reached*'
        $said | Should -Not -Match '(?m)^\s*::'
        $said | Should -Not -BeLike '*##`[*'
    }

    It 'shows what the script itself writes, as it is' {
        $said = Invoke-Action 'Write-Host "::notice::of the script"; "an object"'
        $exitCode | Should -Be 0
        $said | Should -Match '(?m)^::notice::of the script'
        $said | Should -Match '(?m)^an object'
    }
}
