BeforeDiscovery {
    # Every cmdlet that works on what is piped into it, with three items, the second of which it cannot work on, or two, of which it is the
    # first where one thing only can be made; the error that it writes then; and how many objects come of the others, where it is not two.
    $nodes = @{ Items = "'one', 'nowhere', 'two'"; Id = 'SwarmNodeNotFound' }
    $paths = @{ Id = 'SwarmPathInvalid' }
    $rows = @(
        @{ Text = 'Assert-SwarmCertificate' } + $nodes
        @{ Text = 'Compare-SwarmState -Reference one' } + $nodes
        @{ Text = 'Copy-SwarmRun -Label copied' } + $nodes
        @{ Text = 'Export-SwarmBundle -Store ./bundles' } + $nodes
        @{ Text = 'Export-SwarmCertificate -Destination ./evidence -Recurse'; Gives = 4 } + $nodes
        @{ Text = 'Export-SwarmState -Destination ./state.db -Force' } + $nodes
        @{ Text = 'Export-SwarmWorkspace -Destination ./out'; Items = "'nowhere', 'one'"; Gives = 1; Id = 'SwarmNodeNotFound' }
        @{ Text = 'Get-SwarmCertificate' } + $nodes
        @{ Text = 'Get-SwarmNode' } + $nodes
        @{ Text = 'Get-SwarmRun' } + $nodes
        @{ Text = 'Get-SwarmRunLog' } + $nodes
        @{ Text = 'Get-SwarmRunReceipt'; Items = "'denied', 'nowhere', 'denied'"; Id = 'SwarmNodeNotFound' }
        @{ Text = 'Get-SwarmState' } + $nodes
        @{ Text = "Invoke-SwarmStateQuery 'SELECT 1 AS one'" } + $nodes
        @{ Text = 'Invoke-SwarmRace { } -Label raced' } + $nodes
        @{ Text = 'Merge-SwarmWorkspace -Destination ./repo -Base one'; Gives = 0 } + $nodes
        @{ Text = 'Receive-SwarmRun' } + $nodes
        @{ Text = 'Remove-SwarmRun'; Items = "'needless', 'nowhere', 'useless'"; Gives = 0; Id = 'SwarmNodeNotFound' }
        @{ Text = 'Resume-SwarmRun { }' } + $nodes
        @{ Text = 'Show-SwarmTree' } + $nodes
        @{ Text = 'Stop-SwarmRun' } + $nodes
        @{ Text = 'Test-SwarmCertificate' } + $nodes
        @{ Text = 'Wait-SwarmRun' } + $nodes
        @{ Text = 'Import-SwarmBundle -Label imported'; Items = "'./theirs.age', './nowhere.age', './others.age'" } + $paths
        @{ Text = 'Test-SwarmAttestation -ArtifactPath ./some.txt'; Items = "'./none.json', './nowhere.json', './none.json'" } + $paths
        @{ Text = 'Test-SwarmContract'; Items = "'./policy.json', './nowhere.json', './policy.json'" } + $paths
        @{ Text = 'Test-SwarmPolicy'; Items = "'./policy.json', './nowhere.json', './policy.json'" } + $paths
        @{ Text = 'Test-SwarmProof -CertificatePath $one.CertificatePath'; Items = "'./none.json', './nowhere.json', './none.json'" } + $paths
        @{ Text = 'Test-SwarmRoute -Timeout 5'; Items = "[pscustomobject]@{ HostName = '127.0.0.1'; Port = 1 }, [pscustomobject]@{ HostName = '127.0.0.1'; Port = 0 }, [pscustomobject]@{ HostName = '127.0.0.1'; Port = 2 }"; Id = 'ParameterArgumentValidationError' }
        @{ Text = 'Add-SwarmTrustedKey'; Items = '$first, "nonsense", $second'; Gives = 2; Id = 'SwarmKeyInvalid' }
        @{ Text = 'Revoke-SwarmTrustedKey'; Items = '$first, "nonsense", $second'; Gives = 2; Id = 'SwarmKeyInvalid' }
        @{ Text = 'Revoke-SwarmTicket'; Items = "'./first.jws', './nowhere.jws', './second.jws'" } + $paths
        @{ Text = 'Save-SwarmBundle -Destination ./saved.age'; Items = "'./no locator', `$locator"; Gives = 1; Id = 'SwarmSpecInvalid' }
        @{ Text = 'Set-SwarmConfiguration'; Items = "[pscustomobject]@{ Name = 'log_limit_bytes'; Value = '1000000' }, [pscustomobject]@{ Name = 'no_setting'; Value = '1' }, [pscustomobject]@{ Name = 'lock_timeout_seconds'; Value = '20' }"; Gives = 0; Id = 'SwarmConfigurationInvalid' }
        @{ Text = 'New-SwarmPolicy'; Items = "[pscustomobject]@{ Path = './p1.json' }, [pscustomobject]@{ Path = './p2.json'; AllowedHost = 'Not A Host' }, [pscustomobject]@{ Path = './p3.json' }"; Id = 'SwarmPolicyInvalid' }
        @{ Text = 'New-SwarmTicket -Path ./new.jws'; Items = "[pscustomobject]@{ Broker = 'no broker'; Pin = `$pin }, [pscustomobject]@{ Broker = '127.0.0.1:1'; Pin = `$pin }"; Gives = 1; Id = 'SwarmSpecInvalid' }
        @{ Text = 'Export-SwarmKey -Purpose Operator -Secret -Destination ./key.txt'; Items = "[pscustomobject]@{ Name = 'nobody' }, [pscustomobject]@{ Name = 'default' }"; Gives = 1; Id = 'SwarmKeyInvalid' }
        @{ Text = 'Get-SwarmKey'; Items = "[pscustomobject]@{ Name = 'default' }, [pscustomobject]@{ Name = 'nobody' }, [pscustomobject]@{ Name = 'first' }"; Id = 'SwarmKeyInvalid' }
        @{ Text = 'Start-SwarmProvider piped'; Items = "[pscustomobject]@{ Broker = '127.0.0.1:1'; Pin = `$pin }, [pscustomobject]@{ Broker = `$broker[0].Address; Pin = `$broker[0].Pin }"; Gives = 1; Id = 'SwarmRouteUnavailable' }
        @{ Text = 'Get-SwarmBroker'; Items = "[pscustomobject]@{ Name = 'left' }, [pscustomobject]@{ Name = 'nobody' }, [pscustomobject]@{ Name = 'right' }"; Id = 'SwarmSpecInvalid' }
        @{ Text = 'Get-SwarmProvider'; Items = "[pscustomobject]@{ Name = 'left' }, [pscustomobject]@{ Name = 'nobody' }, [pscustomobject]@{ Name = 'right' }"; Id = 'SwarmSpecInvalid' }
        @{ Text = 'Stop-SwarmProvider -Grace 1'; Items = "[pscustomobject]@{ Name = 'left' }, [pscustomobject]@{ Name = 'nobody' }, [pscustomobject]@{ Name = 'right' }"; Id = 'SwarmSpecInvalid' }
        @{ Text = 'Stop-SwarmBroker -Grace 1'; Items = "[pscustomobject]@{ Name = 'left' }, [pscustomobject]@{ Name = 'nobody' }, [pscustomobject]@{ Name = 'right' }"; Id = 'SwarmSpecInvalid' }
    ) | ForEach-Object { $_.Gives ??= 2; $_ + @{ Command = $_.Text.Split(' ')[0] } }

    # What was removed, exported, logged or revoked above is so already; a comparison has two nodes. The rest is tried once more, by name.
    $named = $rows | Where-Object { $_.Items -notmatch 'pscustomobject|\$locator' -and $_.Command -notin 'Compare-SwarmState', 'Remove-SwarmRun', 'Export-SwarmWorkspace', 'Export-SwarmCertificate', 'Get-SwarmRunLog', 'Add-SwarmTrustedKey' }
    $tried = @{ Tried = $rows.Command }
}

BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $pin = "sha256:$('0' * 64)"
    New-Item -ItemType Directory theirs, bundles | Out-Null
    New-Database notes.db
    $one, $two = 'one', 'two' | ForEach-Object { Start-SwarmRun -Workspace ./repo -State notes.db -Label $_ { 'a line' } }
    'needless', 'useless' | ForEach-Object { Start-SwarmRun -Label $_ { } } | Out-Null
    Start-SwarmRun -RouteMode None -Sandbox None -Label denied { try { Invoke-WebRequest http://host.example } catch { 'denied' } } 6>$null | Out-Null
    foreach ($label in 'theirs', 'others') {
        Start-SwarmRun -Root theirs -Label $label { } | Export-SwarmBundle -Destination "./$label.age" | Out-Null
    }

    $locator = ($one | Export-SwarmBundle -Store ./bundles).Locator
    New-SwarmPolicy ./policy.json | Out-Null
    'first', 'second' | ForEach-Object { New-SwarmTicket "./$_.jws" -Broker 127.0.0.1:1 -Pin $pin | Out-Null }
    Set-Content some.txt x
    Set-Content none.json '{}'
    $first, $second = 'first', 'second' | ForEach-Object { $env:SWARM_PROFILE = $_; (New-SwarmKey).OperatorKey }
    $env:SWARM_PROFILE = $null
    'left', 'right' | ForEach-Object { Start-SwarmBroker $_ -Port 0 } -OutVariable broker | ForEach-Object { Start-SwarmProvider $_.Name -Broker $_.Address -Pin $_.Pin } | Out-Null
}
AfterAll {
    Get-SwarmProvider | Stop-SwarmProvider -Grace 1 | Out-Null
    Get-SwarmBroker | Stop-SwarmBroker -Grace 1 | Out-Null
    Exit-Scene
}

Describe 'One item of a pipeline that fails' {
    It 'is tried here for each cmdlet that takes more from a pipeline than its root' -ForEach $tried {
        $taking = Get-Command -Module Swarm -CommandType Cmdlet | Where-Object {
            $_.Parameters.Values | Where-Object { $_.Name -ne 'Root' -and $_.ParameterSets.Values.Where({ $_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName }) }
        }
        $Tried | Sort-Object -Unique | Should -Be ($taking.Name | Sort-Object)
    }

    It 'is an error of its own, and the others go on: <Text>' -ForEach $rows {
        $piped = & ([scriptblock]::Create($Items))
        $wrong = $piped.Count -eq 3 ? $piped[1] : $piped[0]
        $stopped = { & ([scriptblock]::Create("`$wrong | $Text -ErrorAction Stop")) } | Should -Throw -PassThru
        $stopped.FullyQualifiedErrorId | Should -Match "^$Id,Swarm\.PowerShell\."
        $stopped.Exception.Message | Should -Not -BeNullOrEmpty
        $given = @(. ([scriptblock]::Create("`$piped | $Text -ErrorAction SilentlyContinue -ErrorVariable failure 6>`$null; `$succeeded = `$?")))
        $succeeded | Should -BeFalse
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -Be $stopped.FullyQualifiedErrorId
        $given | Should -HaveCount $Gives
    }

    # A locator is saved to one destination.
    It 'may stand in an array: every parameter that takes a node, run, file or key from the pipeline is one' {
        $taking = Get-Command -Module Swarm -CommandType Cmdlet | Where-Object Name -NE Compare-SwarmState | ForEach-Object { $_.Parameters.Values } | Where-Object {
            $_.ParameterType.Name -ne 'ScriptBlock' -and $_.ParameterSets.Values.Where({ $_.ValueFromPipeline })
        }
        $taking.Count | Should -BeGreaterThan 25
        ($taking | Where-Object { -not $_.ParameterType.IsArray }).Name | Sort-Object -Unique | Should -Be Locator
    }

    It 'is one of an array, too: <Text>' -ForEach $named {
        $names = & ([scriptblock]::Create($Items))
        $takes = (Get-Command $Command).Parameters.Values | Where-Object { $_.ParameterSets.Values.Where({ $_.ValueFromPipeline }) }
        $takes.ParameterType.IsArray | Should -BeTrue
        $arguments = @{ $takes.Name = $names }
        $given = @(. ([scriptblock]::Create("$Text @arguments -ErrorAction SilentlyContinue -ErrorVariable failure 6>`$null; `$succeeded = `$?")))
        $succeeded | Should -BeFalse
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -Match "^$Id,Swarm\.PowerShell\."
        $given | Should -HaveCount $Gives
    }
}
