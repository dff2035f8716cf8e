BeforeDiscovery {
    Import-Module ($env:SWARM_TEST_MODULE ? $env:SWARM_TEST_MODULE : (Join-Path $PSScriptRoot '..' '..' artifacts module Swarm))
    $canConfine = @(Test-SwarmEnvironment | Where-Object { $_.Name -eq 'sandbox' -and $_.Status -eq 'passed' }).Count -eq 1

    # The blocks of a page, in its order: they build on each other. Those marked 'internet' reach what no test may.
    $pages = foreach ($name in 'relay', 'network') {
        $text = (Get-Content (Join-Path $PSScriptRoot '..' '..' docs "$name.md") -Raw).ReplaceLineEndings("`n")
        @{
            # The page on the network shows confined runs.
            Skip = $name -eq 'network' -and -not $canConfine
            Name = $name
            Codes = @([regex]::Matches($text, '(?s)```powershell\n(.*?)\n```') | ForEach-Object { $_.Groups[1].Value })
            Marked = @([regex]::Matches($text, '(?s)```powershell internet\n(.*?)\n```') | ForEach-Object { $_.Groups[1].Value })
        }
    }
}

Describe 'docs/<Name>.md' -ForEach $pages -Skip:$Skip {
    BeforeAll {
        . (Join-Path $PSScriptRoot Scene.ps1)
        Enter-Scene
        New-SwarmKey | Out-Null
        $ErrorActionPreference = 'Stop'
        $site = $null
        $outputs = @(foreach ($code in $Codes) {
                , @(. ([scriptblock]::Create($code)) 6>$null)
            })
    }

    AfterAll {
        Get-SwarmProvider | Stop-SwarmProvider -Grace 1 | Out-Null
        Get-SwarmBroker | Stop-SwarmBroker -Grace 1 | Out-Null
        if ($site) {
            $site.Stop()
        }

        Exit-Scene
    }

    It 'shows PowerShell that runs, and every block of it gives something' {
        $outputs | Should -HaveCount $Codes.Count
        foreach ($output in $outputs) {
            $output | Should -Not -BeNullOrEmpty
        }
    }

    It 'shows a route that leads out until its ticket is revoked' -Skip:($Name -ne 'relay') {
        $before, $after = $outputs | ForEach-Object { $_ | Where-Object { $_.PSObject.Properties['IsAllowed'] } }
        $before.IsAllowed | Should -BeTrue
        $after.ErrorCode | Should -Be ROUTE_TICKET_REVOKED
        (Get-Content ./receipts.jsonl | ConvertFrom-Json).verdict | Should -Be allowed
        Get-SwarmBroker | Should -BeNullOrEmpty
    }

    It 'shows a run that is kept from a host' -Skip:($Name -ne 'network') {
        $outputs[0].Verdict | Should -Be denied
        $outputs[0].Rule | Should -Be host
        $outputs[0].Host | Should -Be denied.example
    }

    It 'shows a run through another machine, from end to end' -Skip:($Name -ne 'network') {
        $response, $receipt, $certificate, $verdict = $outputs[1]
        $response | Should -Be 'the origin'
        $receipt.Verdict | Should -Be allowed
        $receipt.Address | Should -BeIn '127.0.0.1', '::1'
        $certificate.RouteMode | Should -Be client_exit
        $certificate.Enforcement | Should -Be namespace
        $certificate.Sandbox | Should -BeLike 'linux-namespaces *'
        $verdict.IsValid | Should -BeTrue
        $outputs[2] | Should -BeLike '*no provider of the session*'
        Get-SwarmNode | Where-Object Label -EQ gone | Should -BeNullOrEmpty
    }

    It 'shows parameters that there are, where it needs the internet' {
        $Marked | Should -Not -BeNullOrEmpty
        foreach ($code in $Marked) {
            $errors = $null
            $tree = [System.Management.Automation.Language.Parser]::ParseInput($code, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty
            $commands = $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] -and $args[0].GetCommandName() -like '*-Swarm*' }, $true)
            $commands | Should -Not -BeNullOrEmpty
            foreach ($command in $commands) {
                $known = (Get-Command $command.GetCommandName()).Parameters
                foreach ($parameter in $command.CommandElements.Where({ $_ -is [System.Management.Automation.Language.CommandParameterAst] })) {
                    $known.Keys | Should -Contain $parameter.ParameterName
                }
            }
        }
    }
}
