BeforeDiscovery {
    $modulePath = $env:SWARM_TEST_MODULE ? $env:SWARM_TEST_MODULE : (Join-Path $PSScriptRoot '..' '..' artifacts module Swarm)
    Import-Module $modulePath
    $naming = (Get-Command Get-SwarmRun).ImplementingType.Assembly.GetExportedTypes() |
        Where-Object { $_.Namespace -eq 'Swarm.PowerShell.Records' -and ($_.GetProperty('NodeId') -or $_.GetProperty('RunId')) } | ForEach-Object FullName

    # Every cmdlet that takes a node or a run from the pipeline.
    $takers = foreach ($command in Get-Command -Module Swarm -CommandType Cmdlet) {
        if ($command.Parameters.Values | Where-Object { $_.ParameterType.Name -replace '\[\]$' -eq 'SwarmNodeReference' -and $_.Attributes.ValueFromPipeline -contains $true }) { $command.Name }
    }

    $pairs = foreach ($from in $naming) { foreach ($to in $takers) { @{ From = $from; To = $to; Short = $from -replace '^.*\.' } } }

    # What else is handed on: what a cmdlet gives, who takes it, and with which arguments.
    $others = @(
        @{ Short = 'Key'; To = 'Get-SwarmKey'; Arguments = @{} }
        @{ Short = 'Key'; To = 'Export-SwarmKey'; Arguments = @{ Purpose = 'Operator' } }
        @{ Short = 'Key'; To = 'Add-SwarmTrustedKey'; Arguments = @{} }
        @{ Short = 'Key'; To = 'Revoke-SwarmTrustedKey'; Arguments = @{} }
        @{ Short = 'TrustedKey'; To = 'Add-SwarmTrustedKey'; Arguments = @{} }
        @{ Short = 'TrustedKey'; To = 'Revoke-SwarmTrustedKey'; Arguments = @{} }
        @{ Short = 'Store'; To = 'Get-SwarmNode'; Arguments = @{} }
        @{ Short = 'Store'; To = 'Get-SwarmRun'; Arguments = @{} }
        @{ Short = 'Store'; To = 'Get-SwarmHead'; Arguments = @{} }
        @{ Short = 'Store'; To = 'Show-SwarmTree'; Arguments = @{} }
        @{ Short = 'Store'; To = 'Get-SwarmKey'; Arguments = @{} }
        @{ Short = 'Store'; To = 'Test-SwarmStore'; Arguments = @{} }
        @{ Short = 'Store'; To = 'Optimize-SwarmStore'; Arguments = @{} }
        @{ Short = 'Store'; To = 'Repair-SwarmStore'; Arguments = @{} }
        @{ Short = 'StoreCheck'; To = 'Repair-SwarmStore'; Arguments = @{} }
        @{ Short = 'StoreOptimization'; To = 'Test-SwarmStore'; Arguments = @{} }
        @{ Short = 'StoreRepair'; To = 'Test-SwarmStore'; Arguments = @{} }
        @{ Short = 'Policy'; To = 'Test-SwarmPolicy'; Arguments = @{} }
        @{ Short = 'PolicyVerdict'; To = 'Test-SwarmPolicy'; Arguments = @{} }
        @{ Short = 'Policy'; To = 'New-SwarmPolicy'; Arguments = @{ Path = './another.json' } }
        @{ Short = 'Run'; To = 'Test-SwarmContract'; Arguments = @{} }
        @{ Short = 'Certificate'; To = 'Test-SwarmContract'; Arguments = @{} }
        @{ Short = 'ContractVerdict'; To = 'Test-SwarmContract'; Arguments = @{} }
        @{ Short = 'Run'; To = 'Test-SwarmProof'; Arguments = @{ Path = './proof.json' } }
        @{ Short = 'RaceResult'; To = 'Test-SwarmProof'; Arguments = @{ Path = './proof.json' } }
        @{ Short = 'Episode'; To = 'Test-SwarmProof'; Arguments = @{ Path = './proof.json' } }
        @{ Short = 'Certificate'; To = 'Test-SwarmProof'; Arguments = @{ Path = './proof.json' } }
        @{ Short = 'Run'; To = 'Test-SwarmPolicy'; Arguments = @{ Path = './policy.json' } }
        @{ Short = 'RaceResult'; To = 'Test-SwarmPolicy'; Arguments = @{ Path = './policy.json' } }
        @{ Short = 'Episode'; To = 'Test-SwarmPolicy'; Arguments = @{ Path = './policy.json' } }
        @{ Short = 'Certificate'; To = 'Test-SwarmPolicy'; Arguments = @{ Path = './policy.json' } }
        @{ Short = 'Bundle'; To = 'Import-SwarmBundle'; Arguments = @{} }
        @{ Short = 'Bundle'; To = 'Save-SwarmBundle'; Arguments = @{ Destination = './copy.age' } }
        @{ Short = 'Broker'; To = 'Get-SwarmBroker'; Arguments = @{} }
        @{ Short = 'Broker'; To = 'Stop-SwarmBroker'; Arguments = @{} }
        @{ Short = 'Broker'; To = 'Start-SwarmProvider'; Arguments = @{} }
        @{ Short = 'Broker'; To = 'New-SwarmTicket'; Arguments = @{ Path = './other.jws' } }
        @{ Short = 'Provider'; To = 'Get-SwarmProvider'; Arguments = @{} }
        @{ Short = 'Provider'; To = 'Stop-SwarmProvider'; Arguments = @{} }
        @{ Short = 'Provider'; To = 'New-SwarmTicket'; Arguments = @{ Path = './other.jws' } }
        @{ Short = 'Ticket'; To = 'Revoke-SwarmTicket'; Arguments = @{} }
        @{ Short = 'RunReceipt'; To = 'Test-SwarmRoute'; Arguments = @{} }
        @{ Short = 'RouteVerdict'; To = 'Test-SwarmRoute'; Arguments = @{} }
        @{ Short = 'Setting'; To = 'Set-SwarmConfiguration'; Arguments = @{} }
        @{ Short = 'AttestationVerdict'; To = 'Test-SwarmAttestation'; Arguments = @{ ArtifactPath = './proof.json'; SourceOwner = 'example' } }
    )
}

BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    . (Join-Path $PSScriptRoot Gallery.ps1)
    Enter-Scene
    $gallery = New-Gallery
    $base = $gallery['Swarm.PowerShell.Records.SwarmRun'][0]
    $gallery | Export-Clixml kept.xml -Depth 4
    $kept = Import-Clixml kept.xml

    # What a cmdlet must be told besides the node, to do something or to say with -WhatIf that it would.
    $needed = @{
        'Compare-SwarmState'     = @{ Reference = 'base' }
        'Copy-SwarmRun'          = @{ Label = 'another' }
        'Export-SwarmBundle'     = @{ Destination = './another.age' }
        'Export-SwarmCertificate' = @{ Destination = './another' }
        'Export-SwarmState'      = @{ Destination = './another.sqlite' }
        'Export-SwarmWorkspace'  = @{ Destination = './another' }
        'Merge-SwarmWorkspace'   = @{ Destination = '.'; Base = 'base'; Path = 'nothing' }
        'Invoke-SwarmRace'       = @{ Step = @{ a = { } } }
        'Invoke-SwarmStateQuery' = @{ Query = 'SELECT 1 AS one' }
        'Resume-SwarmRun'        = @{ Step = { } }
    }

    # Pipes an object into a cmdlet, for real, and gives what it wrote; an error fails the test, but for those that tell of the node itself.
    function Invoke-Pair([object] $Object, [string] $Command, [hashtable] $Arguments = @{}) {
        $Arguments = $Arguments + ($needed[$Command] ?? @{})
        if ((Get-Command $Command).Parameters.ContainsKey('WhatIf')) { $Arguments.WhatIf = $true }
        $failure = $null
        $output = $Object | & $Command @Arguments -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure | Where-Object { $_.FullyQualifiedErrorId -notmatch '^SwarmReceiptsAbsent,' } | ForEach-Object { "$($_.FullyQualifiedErrorId): $_" } | Should -BeNullOrEmpty
        $output
    }

    # The object of a type that names a node with a run: most tell of the first one.
    function Get-Named([object] $Objects) { @($Objects | Where-Object { $_.RunId -or ($_.NodeId -and $_.Label -ne 'fork') })[0] }

    function Assert-Same([object] $Output, [object] $Object) {
        foreach ($found in $Output | Where-Object { $_ -and $_.PSObject.Properties['Root'] -and $_.PSObject.Properties['NodeId'] }) {
            $Object.PSObject.Properties['NodeId'] -and $Object.NodeId ? ($found.NodeId | Should -Be $Object.NodeId) : ($found.RunId ? ($found.RunId | Should -Be $Object.RunId) : $null)
        }
    }
}
AfterAll {
    Exit-Gallery
    Exit-Scene
}

Describe 'A node or a run' {
    It 'is taken by most cmdlets' -ForEach @($takers).Count { $_ | Should -BeGreaterThan 20 }

    It 'goes from <Short> to <To>' -ForEach $pairs {
        $object = Get-Named $gallery[$From]
        $object | Should -Not -BeNullOrEmpty
        Assert-Same (Invoke-Pair $object $To) $object
    }

    It 'goes from <Short> of a file to <To>' -ForEach $pairs {
        $object = Get-Named $kept[$From]
        $object.PSTypeNames[0] | Should -BeLike 'Deserialized.*'
        Assert-Same (Invoke-Pair $object $To) $object
    }

    It 'goes to <_> by the name of a property, and as a text' -ForEach $takers {
        foreach ($object in @{ NodeId = $base.NodeId; Root = $base.Root }, @{ RunId = $base.RunId; Root = $base.Root }) {
            Assert-Same (Invoke-Pair ([pscustomobject] $object) $_) ([pscustomobject] $object)
        }

        foreach ($text in $base.NodeId, $base.RunId, $base.NodeId.Substring(0, 13), $base.RunId.Substring(0, 12), 'base', "run:$($base.RunId)", 'branch:base') {
            Assert-Same (Invoke-Pair $text $_) $base
        }
    }

    It 'finds its own store from anywhere: <_>' -ForEach $takers {
        Push-Location (Get-PSDrive TestDrive).Root
        try {
            if ($_ -ne 'Compare-SwarmState') { Assert-Same (Invoke-Pair $base $_) $base } else { Compare-SwarmState $base $base | ForEach-Object IsSame | Should -BeTrue }
        }
        finally {
            Pop-Location
        }
    }
}

Describe 'What names neither' {
    It 'is refused, as an error of its own' {
        Get-SwarmKey | Get-SwarmCertificate -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure | Should -Not -BeNullOrEmpty
    }
}

Describe 'What else is handed on' {
    It '<Short> goes to <To>' -ForEach $others {
        Invoke-Pair $gallery["Swarm.PowerShell.Records.Swarm$Short"][0] $To $Arguments | Out-Null
    }

    It '<Short> of a file goes to <To>' -ForEach $others {
        Invoke-Pair $kept["Swarm.PowerShell.Records.Swarm$Short"][0] $To $Arguments | Out-Null
    }

    It 'carries a whole policy' {
        $first = New-SwarmPolicy ./first.json -Name all -RouteMode ClientExit -Sandbox Confined -AllowedProgram git -AllowedHost a.example -AllowedPort 443 -AllowedRange 192.0.2.0/24 -RunTime 60 -RetryCount 2 -MemoryLimit 1GB -ProcessLimit 9 -LogLimit 1MB -OutputLimit 1MB -Required run_time
        $second = $first | New-SwarmPolicy -Path ./second.json
        $second.RouteMode | Should -Be client_exit
        $second.PolicyHash | Should -Be $first.PolicyHash
        ($first | ConvertTo-Json | ConvertFrom-Json | New-SwarmPolicy -Path ./third.json).PolicyHash | Should -Be $first.PolicyHash
    }

    It 'is taken as an argument too: a key, a ticket, a policy, a certificate' {
        $key = Get-SwarmKey friend
        $bundle = Export-SwarmBundle base ./friend.age -Recipient $key
        $bundle.Size | Should -BeGreaterThan 0
        (Test-SwarmCertificate base -TrustedKey $key -ExpectedArtifactHash $base -ExpectedHead (Get-SwarmHead)).IsValid | Should -BeTrue
        $ticket = $gallery['Swarm.PowerShell.Records.SwarmTicket'][0]
        (Test-SwarmRoute 127.0.0.1 9 -TicketPath $ticket).RouteMode | Should -Be client_exit
        (Test-SwarmProof ./proof.json $base).ArtifactHash | Should -Be $base.ArtifactHash
        (Test-SwarmProof ./proof.json ($base | Get-SwarmCertificate)).ArtifactHash | Should -Be $base.ArtifactHash
        (Start-SwarmRun -Policy $gallery['Swarm.PowerShell.Records.SwarmPolicy'][0] { } -WhatIf -ErrorVariable failure) | Should -BeNullOrEmpty
        $failure | Should -BeNullOrEmpty
    }

    It 'is named by what is piped in, an item each' {
        $written = Get-SwarmNode -Label base, closed | Export-SwarmWorkspace -Destination { "./each/$($_.Label)" } -ThrottleLimit 2
        $written.Name | Sort-Object | Should -Be base, closed
        Get-Content ./each/closed/more.txt | Should -Be closed
        (Get-SwarmNode -Label base, closed | Export-SwarmState -Destination { "./each/$($_.Label).sqlite" }).Name | Should -Be base.sqlite, closed.sqlite
    }
}

Describe 'What streams' {
    It 'stops reading a long list after the first: <_>' -ForEach 'Get-SwarmNode', 'Get-SwarmRun' {
        . (Join-Path $PSScriptRoot StoreCopies.ps1)
        $root = New-Item -ItemType Directory (Join-Path (Get-PSDrive TestDrive).Root "many-$_")
        $run = Start-SwarmRun -Root $root -Label seed { 'x' > x.txt }
        Add-Copy $run 20000
        $list = $_
        $whole = Measure-Command { (& $list -Root $root).Count | Should -Be 20001 }
        $first = 1..5 | ForEach-Object { (Measure-Command { & $list -Root $root | Select-Object -First 1 }).TotalMilliseconds } | Sort-Object | Select-Object -First 1
        $first | Should -BeLessThan ($whole.TotalMilliseconds / 5)
    }

    It 'comes to an end where each of a long list makes another' {
        . (Join-Path $PSScriptRoot StoreCopies.ps1)
        $root = New-Item -ItemType Directory (Join-Path (Get-PSDrive TestDrive).Root growing)
        Add-Copy (Start-SwarmRun -Root $root -Label seed { 'x' > x.txt }) 300
        (Get-SwarmNode -Root $root | ForEach-Object { $_ | Copy-SwarmRun -Label copy }).Count | Should -Be 301
    }

    It 'gives a run before another ends that waits for it' {
        $flag = Join-Path (Get-Location).ProviderPath first-is-here
        $runs = $base | Copy-SwarmRun -Label quick, slow | Resume-SwarmRun -ThrottleLimit 2 -Timeout 120 -Step {
            if ($env:SWARM_LABEL -eq 'slow') { while (-not (Test-Path $using:flag)) { Start-Sleep -Milliseconds 50 } }
        } | ForEach-Object { if (-not (Test-Path $flag)) { New-Item $flag | Out-Null }; $_ }
        $runs.Label | Should -Be quick, slow
        $runs.Status | Should -Be succeeded, succeeded
    }

    It 'verifies and exports side by side, each once' {
        $nodes = Get-SwarmNode
        $verdicts = $nodes | Test-SwarmCertificate -ThrottleLimit 4
        $verdicts.NodeId | Sort-Object | Should -Be ($nodes.NodeId | Sort-Object)
        $verdicts.IsValid | Should -Not -Contain $false
        $nodes | Assert-SwarmCertificate -ThrottleLimit 4 | ForEach-Object NodeId | Sort-Object | Should -Be ($nodes.NodeId | Sort-Object)
        ($nodes | Test-SwarmCertificate -ThrottleLimit 4 | Select-Object -First 1).IsValid | Should -BeTrue
        ($nodes | Test-SwarmCertificate).NodeId | Should -Be $nodes.NodeId
        $bundles = Get-SwarmNode -Label base, closed | Export-SwarmBundle -Destination { "./$($_.Label)-beside.age" } -ThrottleLimit 2
        $bundles.NodeId | Sort-Object | Should -Be ((Get-SwarmNode -Label base, closed).NodeId | Sort-Object)
        ($bundles | Save-SwarmBundle -Destination { "./saved-$($_.NodeId).age" } -ThrottleLimit 2).Size | Sort-Object | Should -Be ($bundles.Size | Sort-Object)
    }

    It 'goes on after an item that is wrong, and ends with the first where errors stop' {
        $found = 'base', 'nobody', 'closed' | Test-SwarmCertificate -ThrottleLimit 3 -ErrorVariable failure -ErrorAction SilentlyContinue
        $found.Label | Sort-Object | Should -Be base, closed
        $failure | Should -HaveCount 1
        $failure[0].TargetObject | Should -Be nobody
        { 'nobody', 'base' | Test-SwarmCertificate -ThrottleLimit 3 -ErrorAction Stop } | Should -Throw "*'nobody'*"
    }
}
