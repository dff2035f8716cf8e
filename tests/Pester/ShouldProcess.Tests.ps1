BeforeDiscovery {
    # Every cmdlet that asks, with a call that changes something, in a folder with what is prepared below. Needs names what it does not
    # find there, so that only -WhatIf and -Confirm are tried: what it changes is the matter of its own tests.
    $changing = @(
        'Add-SwarmTrustedKey $stranger', 'Copy-SwarmRun base -Label copied', 'Export-SwarmBundle base -Destination ./out.age', 'Export-SwarmCertificate base ./evidence',
        'Export-SwarmKey default -Purpose Sealing -Secret -Destination ./key.txt', 'Export-SwarmState stateful ./state.db',
        'Export-SwarmWorkspace base ./out', 'Import-SwarmBundle ./theirs.age', 'Import-SwarmKey brought -Path ./operator.key, ./sealing.key', 'Initialize-Swarm -Root ./fresh', 'Initialize-Swarm -GitHub', 'Initialize-Swarm -GitLab',
        'Invoke-SwarmRace base { } -Label raced', 'New-SwarmKey another', 'New-SwarmPolicy ./policy.json', 'New-SwarmTicket ./new.jws -Broker 127.0.0.1:1 -Pin $pin',
        'Remove-SwarmRun base', 'Repair-SwarmStore -Root ./damaged', 'Resume-SwarmRun base { }', 'Revoke-SwarmTicket ./ticket.jws', 'Revoke-SwarmTrustedKey $stranger',
        'Save-SwarmBundle $locator ./saved.age', 'Set-SwarmConfiguration lock_timeout_seconds 7', 'Start-SwarmBroker -Port 0', 'Start-SwarmRun { } -Label launched'
    ) | ForEach-Object { @{ Text = $_; Command = $_.Split(' ')[0]; Needs = $null } }
    $changing += @(
        # What it would drop is what it tells with -WhatIf.
        @{ Text = 'Optimize-SwarmStore'; Needs = $null; Tells = $true }
        @{ Text = 'Merge-SwarmWorkspace merged ./repo'; Needs = $null; Tells = $true }
        @{ Text = 'Invoke-SwarmEpisode ./theirs.age ./artifacts'; Needs = 'a request' }
        @{ Text = 'Receive-SwarmRun base'; Needs = 'a run on a backend' }
        @{ Text = 'Start-SwarmProvider -Broker 127.0.0.1:1 -Pin $pin'; Needs = 'a broker' }
        @{ Text = 'Stop-SwarmBroker'; Needs = 'a broker' }
        @{ Text = 'Stop-SwarmProvider'; Needs = 'a provider' }
        @{ Text = 'Stop-SwarmRun base'; Needs = 'a run under way' }
    ) | ForEach-Object { $_ + @{ Command = $_.Text.Split(' ')[0] } }
    $asked = @{ Asked = $changing.Command }
}

BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $root = (Get-Location).ProviderPath
    $pin = "sha256:$('0' * 64)"
    New-Item -ItemType Directory damaged, theirs, bundles, fresh | Out-Null
    New-Base | Resume-SwarmRun -Label merged { 'merged' > merged.txt } | Out-Null
    New-Database notes.db
    Start-SwarmRun -State notes.db -Label stateful { } | Out-Null
    Start-SwarmRun -Label dropped { 'x' > dropped.txt } | Remove-SwarmRun
    Start-SwarmRun -Root damaged { } | Out-Null
    Get-ChildItem damaged/.swarm -Filter catalog* -File | Remove-Item -Force
    $theirs = Start-SwarmRun -Root theirs -Label theirs { }
    $theirs | Export-SwarmBundle -Destination ./theirs.age | Out-Null
    New-SwarmTicket ./ticket.jws -Broker 127.0.0.1:1 -Pin $pin | Out-Null
    $env:SWARM_PROFILE = 'stranger'
    foreach ($purpose in 'Operator', 'Sealing') { New-SwarmKey exported -ErrorAction Ignore; Export-SwarmKey exported -Purpose $purpose -Secret -Destination "./$($purpose.ToLowerInvariant()).key" | Out-Null }
    $stranger = (New-SwarmKey).OperatorKey
    $env:SWARM_PROFILE = $null

    # Every file and folder below the test drive, by what it holds.
    function Get-Print {
        Get-ChildItem -LiteralPath $place -Recurse -Force | ForEach-Object { "$([System.IO.Path]::GetRelativePath($place, $_.FullName)) $($_.PSIsContainer ? '' : (Get-FileHash -LiteralPath $_.FullName -ErrorAction Ignore).Hash)" } | Sort-Object
    }

    # A call in a runspace of its own, where nobody answers a question.
    function Invoke-Alone([string] $Text) {
        $inner = [powershell]::Create()
        try {
            foreach ($name in 'root', 'pin', 'stranger', 'locator') { $inner.Runspace.SessionStateProxy.SetVariable($name, (Get-Variable $name -ValueOnly)) }
            $inner.AddScript("Set-Location -LiteralPath '$place/root'; Import-Module '$modulePath'; $Text") | Out-Null
            try { [pscustomobject]@{ Output = $inner.Invoke(); Errors = @($inner.Streams.Error) } }
            catch { [pscustomobject]@{ Output = $null; Errors = @($_.Exception.InnerException.ErrorRecord) } }
        }
        finally {
            $inner.Dispose()
        }
    }
}
AfterAll { Exit-Scene }

Describe 'What a cmdlet changes' {
    BeforeEach {
        $place = (New-Item -ItemType Directory (Join-Path (Split-Path $root) "place-$([guid]::NewGuid())")).FullName
        Copy-Item -LiteralPath $root, $env:SWARM_HOME -Destination $place -Recurse -Force
        $away = $env:SWARM_HOME
        $env:SWARM_HOME = Join-Path $place home
        Push-Location (Join-Path $place root)
        $locator = (Export-SwarmBundle base -Store ./bundles).Locator
        $before = Get-Print
    }

    AfterEach {
        Get-SwarmBroker | Stop-SwarmBroker -Grace 1 | Out-Null
        $env:SWARM_HOME = $away
        Pop-Location
    }

    It 'is tried here for each cmdlet that asks' -ForEach $asked {
        $asking = (Get-Command -Module Swarm -CommandType Cmdlet | Where-Object { $_.Parameters.ContainsKey('WhatIf') }).Name
        $Asked | Sort-Object -Unique | Should -Be ($asking | Sort-Object) -Because 'a new one belongs into the table'
    }

    It 'is nothing with -WhatIf, nor before -Confirm is answered, and something then: <Text>' -ForEach $changing {
        $preview = Invoke-Alone "$Text -WhatIf"
        if (-not $Tells) { $preview.Output | Should -BeNullOrEmpty }
        if (-not $Needs) { $preview.Errors | Should -BeNullOrEmpty }
        Get-Print | Should -Be $before
        $question = Invoke-Alone "$Text -Confirm"
        $question.Errors[0].FullyQualifiedErrorId | Should -BeLike '*HostFunctionNotImplemented*'
        $question.Output | Should -BeNullOrEmpty
        Get-Print | Should -Be $before
        if (-not $Needs) {
            (Invoke-Alone "$Text -Confirm:`$false").Errors | Should -BeNullOrEmpty
            Get-Print | Should -Not -Be $before
        }
    }
}
