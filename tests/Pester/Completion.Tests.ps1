BeforeDiscovery {
    $modulePath = $env:SWARM_TEST_MODULE ? $env:SWARM_TEST_MODULE : (Join-Path $PSScriptRoot '..' '..' artifacts module Swarm)
    Import-Module $modulePath
    $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters

    # Parameters that name something that is there, and those of the same name that name something new or something elsewhere.
    $naming = '^(Node|Run|Reference|Difference|RunId|Label|Status|Name|Key|TrustedKey|WorkerKey|Recipient|RunnerRecipient|Contract|Broker|BrokerPin|Pin|BrokerSession|Session|Ticket|TicketPath|TrustedRoot|Query)$'
    $new = @('Copy-SwarmRun -Label', 'Import-SwarmKey -Name', 'New-SwarmKey -Name', 'New-SwarmPolicy -Name', 'Start-SwarmBroker -Name', 'Start-SwarmProvider -Name')
    $named = foreach ($command in Get-Command -Module Swarm -CommandType Cmdlet) {
        foreach ($parameter in $command.Parameters.Values | Where-Object { $_.Name -match $naming -and $_.Name -notin $common }) {
            $type = $parameter.ParameterType.IsArray ? $parameter.ParameterType.GetElementType() : $parameter.ParameterType
            if ($type.Name -in 'String', 'SwarmNodeReference' -and "$($command.Name) -$($parameter.Name)" -notin $new) {
                @{ Command = $command.Name; Parameter = $parameter.Name; IsNode = $type.Name -eq 'SwarmNodeReference' }
            }
        }
    }

    $nodes = $named | Where-Object IsNode
}

BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    New-Database note.db
    $base = Start-SwarmRun -Workspace ./repo -State ./note.db -Label base { 'x' > x.txt }
    $failed = $base | Resume-SwarmRun -Label fix-one { exit 3 } -ErrorAction SilentlyContinue
    $broker = Start-SwarmBroker -Port 0
    $provider = Start-SwarmProvider home
    $ticket = New-SwarmTicket ./one.jws -Session home
    New-SwarmKey friend | Out-Null
    Add-SwarmTrustedKey "ed25519:$([convert]::ToBase64String([byte[]](1..32)))" -Role Certificate -ErrorAction Ignore | Out-Null

    function Get-Completion([string] $Line) { @((TabExpansion2 $Line $Line.Length).CompletionMatches) }
}
AfterAll {
    Get-SwarmProvider | Stop-SwarmProvider -Grace 1 | Out-Null
    Get-SwarmBroker | Stop-SwarmBroker -Grace 1 | Out-Null
    Exit-Scene
}

Describe 'Every parameter that names something' {
    It 'is completed: <Command> -<Parameter>' -ForEach $named {
        $attributes = (Get-Command $Command).Parameters[$Parameter].Attributes
        $attributes | Where-Object { $_ -is [System.Management.Automation.ArgumentCompleterAttribute] } | Should -Not -BeNullOrEmpty
    }

    It 'is completed with a description: <Command> -<Parameter>' -ForEach $named {
        # A path that nobody names is what is left where a completer has nothing to offer.
        $found = Get-Completion "$Command -$Parameter "
        $found | Should -Not -BeNullOrEmpty
        $found | Where-Object { $_.ResultType -eq 'ParameterValue' -and (-not $_.ToolTip -or $_.ToolTip -eq $_.CompletionText) } | Should -BeNullOrEmpty
        @($found | Where-Object ResultType -In ParameterValue, ProviderItem).Count | Should -BeGreaterThan 0
    }

    It 'takes whatever names a node: <Command> -<Parameter>' -ForEach $nodes {
        $transformation = (Get-Command $Command).Parameters[$Parameter].Attributes | Where-Object { $_ -is [System.Management.Automation.ArgumentTransformationAttribute] }
        foreach ($value in $base.NodeId, $base.NodeId.Substring(0, 12), 'base', $base.RunId, $base, (Get-SwarmNode base)) {
            $transformation.Transform($ExecutionContext, $value).GetType().Name | Should -Be SwarmNodeReference
        }
    }
}

Describe 'Completion' {
    It 'offers nodes by label, with status and age' {
        $found = Get-Completion 'Get-SwarmNode -Node f'
        $found.CompletionText | Should -Be fix-one
        $found.ToolTip | Should -BeLike "$($failed.NodeId), step_failed, *"
        (Get-Completion "Get-SwarmNode $($base.NodeId.Substring(0, 9))").CompletionText | Should -Contain $base.NodeId
    }

    It 'offers nodes at the place of a node and a step, where either may come' {
        (Get-Completion 'Resume-SwarmRun ').CompletionText | Should -Contain base
        (Get-Completion 'Resume-SwarmRun ba').CompletionText | Where-Object { $_ } | Select-Object -Unique | Should -Be base
    }

    It 'offers runs, with label and status' {
        $found = Get-Completion 'Get-SwarmRunLog run-' | Where-Object CompletionText -EQ $failed.RunId
        $found.ToolTip | Should -BeLike 'fix-one, step_failed, *'
    }

    It 'offers what a run can stand at' {
        (Get-Completion 'Get-SwarmRun -Status step_').CompletionText | Should -Be step_failed, step_timed_out, step_limit_exceeded
    }

    It 'offers the tables and columns of a state within a statement' {
        $found = Get-Completion "Invoke-SwarmStateQuery -Node base -Query 'SELECT te"
        $found.CompletionText | Should -Be "'SELECT text'"
        $found.ToolTip | Should -Be 'column of note: text'
        (Get-Completion 'Invoke-SwarmStateQuery "SELECT * FROM no').CompletionText | Should -Be '"SELECT * FROM note"'
    }

    It 'offers keys, settings, contracts and services' {
        (Get-Completion 'Export-SwarmKey f').CompletionText | Should -Be friend
        (Get-Completion 'Set-SwarmConfiguration broker_s').ToolTip | Should -Be 'default (default)'
        (Get-Completion 'Test-SwarmContract -Contract cert').CompletionText | Should -Contain certificate
        (Get-Completion 'Stop-SwarmBroker ').ToolTip | Should -BeLike "$($broker.Address), * providers*"
        (Get-Completion 'Get-SwarmProvider ').CompletionText | Should -Be home
        (Get-Completion 'New-SwarmTicket -Broker ').CompletionText | Should -Be $broker.Address
        (Get-Completion 'Start-SwarmRun -BrokerPin ').CompletionText | Should -Be $broker.Pin
        (Get-Completion 'Resume-SwarmRun -BrokerSession h').CompletionText | Should -Be home
        (Get-Completion 'Export-SwarmBundle base -Recipient ').CompletionText | Should -Contain (Get-SwarmKey friend).Recipient
        (Get-Completion 'Test-SwarmCertificate base -TrustedKey ').CompletionText | Should -Contain (Get-SwarmKey friend).OperatorKey
    }

    It 'says what a ticket is for' {
        $found = Get-Completion 'Start-SwarmRun -Ticket ./one.j' | Where-Object CompletionText -Like '*one.jws'
        $found.ToolTip | Should -BeLike "$($ticket.RunId), session home at $($broker.Address), until *"
    }

    It 'has nothing to offer, and no error, where there is no store' {
        $elsewhere = New-Item -ItemType Directory (Join-Path (Get-PSDrive TestDrive).Root elsewhere)
        Push-Location $elsewhere
        try {
            $Error.Clear()
            Get-Completion 'Get-SwarmNode -Label b' | Where-Object ResultType -EQ ParameterValue | Should -BeNullOrEmpty
            $Error | Should -BeNullOrEmpty
        }
        finally {
            Pop-Location
        }
    }
}

Describe 'Names of getters' {
    It 'are wildcards, whatever the case: <_>' -ForEach 'Get-SwarmNode -Label FIX*', 'Get-SwarmRun -Label fix-?ne', 'Get-SwarmRun -Status step_*, cancelled', 'Get-SwarmBroker D*', 'Get-SwarmProvider h*', 'Get-SwarmKey fr*', 'Get-SwarmConfiguration *_session' {
        @(& ([scriptblock]::Create($_))) | Should -HaveCount 1
    }

    It 'are no error where a wildcard fits nothing: <_>' -ForEach 'Get-SwarmNode -Label no*', 'Get-SwarmRun -Label no*', 'Get-SwarmRun -Status no*', 'Get-SwarmRun -Status abandoned', 'Get-SwarmRun -Label base -Status running', 'Get-SwarmBroker no*', 'Get-SwarmProvider no*', 'Get-SwarmKey no*', 'Get-SwarmConfiguration no*' {
        & ([scriptblock]::Create("$_ -ErrorAction Stop")) | Should -BeNullOrEmpty
    }

    It 'are an error each where a name is nothing''s, and what is there is given: <_>' -ForEach 'Get-SwarmNode -Label nothing, base', 'Get-SwarmRun -Label nothing, base', 'Get-SwarmBroker nothing, default', 'Get-SwarmProvider nothing, home', 'Get-SwarmKey nothing, friend', 'Get-SwarmConfiguration nothing, profile' {
        $output = @(& ([scriptblock]::Create("$_ -ErrorVariable +script:failure -ErrorAction SilentlyContinue")))
        $output | Should -HaveCount 1
        $script:failure | Should -HaveCount 1
        "$($script:failure)" | Should -BeLike "*'nothing'*"
        $script:failure = $null
    }

    It 'refuse a status that there is not' {
        { Get-SwarmRun -Status done } | Should -Throw '*no status of a run*'
    }

    It 'say in their help that wildcards are taken' {
        foreach ($pair in @{ 'Get-SwarmNode' = 'Label'; 'Get-SwarmRun' = 'Status'; 'Get-SwarmKey' = 'Name' }.GetEnumerator()) {
            (Get-Command $pair.Key).Parameters[$pair.Value].Attributes | Where-Object { $_ -is [System.Management.Automation.SupportsWildcardsAttribute] } | Should -Not -BeNullOrEmpty
        }
    }
}
