BeforeDiscovery {
    # The blocks of a page, in its order: they build on each other. Those marked 'internet' reach what no test may.
    $pages = foreach ($name in 'relay', 'network') {
        $text = (Get-Content (Join-Path $PSScriptRoot '..' '..' docs "$name.md") -Raw).ReplaceLineEndings("`n")
        @{
            Name = $name
            Codes = @([regex]::Matches($text, '(?s)```powershell\n(.*?)\n```') | ForEach-Object { $_.Groups[1].Value })
            Marked = @([regex]::Matches($text, '(?s)```powershell internet\n(.*?)\n```') | ForEach-Object { $_.Groups[1].Value })
        }
    }
}

Describe 'docs/<Name>.md' -ForEach $pages {
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
