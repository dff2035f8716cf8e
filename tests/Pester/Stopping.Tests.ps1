BeforeDiscovery {
    $bin = Join-Path ($env:SWARM_TEST_MODULE ? $env:SWARM_TEST_MODULE : (Join-Path $PSScriptRoot '..' '..' artifacts module Swarm)) '..' '..' bin
    $hasRunner = -not $IsWindows -and (Test-Path (Join-Path $bin Swarm.Workflows.Runner * Swarm.Workflows.Runner.dll))
    $hasDriver = Test-Path (Join-Path $bin Swarm.Engine.Tests.Driver * Swarm.Engine.Tests.Driver.dll)

    # What can take long, and how far it has to come before it is stopped. By default it goes on for a second by itself.
    $aStep = @{ Begun = { (Get-ChildItem $started) -and (Get-Marked $marker) } }
    $twoSteps = @{ Begun = { (Get-ChildItem $started).Count -eq 2 -and (Get-Marked $marker) } }
    $aProcess = @{ Begun = { Get-Child | Where-Object Id -NotIn $children } }
    $onGitHub = @{ Skip = -not $hasRunner; Prepare = { Suspend-Other $github.Process.Id }; Restore = { Resume-Other $github.Process.Id } }
    $held = @{ Prepare = { $script:locks = Lock-Store $root }; Restore = { $locks.Dispose() } }
    $long = @(
        @{ Command = 'Start-SwarmRun'; While = 'its step runs'; Text = 'Start-SwarmRun $endless -Label launched'; IsRecorded = 'launched' } + $aStep
        @{ Command = 'Resume-SwarmRun'; While = 'its step runs'; Text = 'Resume-SwarmRun base $endless -Label resumed'; IsRecorded = 'resumed' } + $aStep
        @{ Command = 'Resume-SwarmRun'; While = 'two steps run'; Text = 'Copy-SwarmRun base -Label one, two | Resume-SwarmRun $endless -ThrottleLimit 2'; IsRecorded = 'one', 'two' } + $twoSteps
        @{ Command = 'Invoke-SwarmRace'; While = 'its steps run'; Text = 'Invoke-SwarmRace base $endless -Label first, second -ThrottleLimit 2'; IsRecorded = 'first', 'second' } + $twoSteps
        @{
            Command = 'Invoke-SwarmRace'; While = 'a run is scored'
            Text    = 'Invoke-SwarmRace base @{ quick = { }; slow = $endless } -ThrottleLimit 2 -Score { New-Item (Join-Path $started scoring); Start-Sleep 300 }'; IsRecorded = 'slow'
        } + $twoSteps
        @{
            Command = 'Invoke-SwarmEpisode'; While = 'its step runs'; Skip = -not $hasDriver
            Text    = 'Invoke-SwarmEpisode $request ./artifacts -IdentityPath ./runner.key @job'; Begun = { Get-Marked $marker }
        }
        @{ Command = 'Wait-SwarmRun'; While = 'another process runs it'; Text = 'Wait-SwarmRun $followed' }
        @{ Command = 'Get-SwarmRunLog'; While = 'it follows'; Text = 'Get-SwarmRunLog $followed -Follow' }
        @{ Command = 'Invoke-SwarmStateQuery'; While = 'a query counts to infinity'; Text = 'Invoke-SwarmStateQuery -Node stateful "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n" -Timeout 300' }
        @{ Command = 'Save-SwarmBundle'; While = 'S3 is silent'; Text = 'Save-SwarmBundle s3://some-bucket/name ./saved.age' }
        @{ Command = 'Export-SwarmBundle'; While = 'S3 is silent'; Text = 'Export-SwarmBundle base -Store s3://some-bucket/prefix' }
        @{ Command = 'Test-SwarmRoute'; While = 'a broker is silent'; Text = 'Test-SwarmRoute www.example.org 443 -TicketPath ./silent.jws -Timeout 300' }
        @{ Command = 'Start-SwarmProvider'; While = 'its broker is silent'; Text = 'Start-SwarmProvider -Broker $silent -Pin $pin' } + $aProcess
        @{ Command = 'Start-SwarmProvider'; While = 'its broker is silent, in this process'; Text = 'Start-SwarmProvider -Broker $silent -Pin $pin -Foreground' }
        @{ Command = 'Start-SwarmBroker'; While = 'it comes up'; Text = 'Start-SwarmBroker early -Port 0' } + $aProcess
        @{ Command = 'Start-SwarmBroker'; While = 'it serves in this process'; Text = 'Start-SwarmBroker here -Port 0 -Foreground'; Begun = { (Get-SwarmBroker).Name -contains 'here' } }
        @{
            Command = 'Stop-SwarmBroker'; While = 'the broker does not end'; Text = 'Stop-SwarmBroker hung -Grace 300'; Skip = $IsWindows
            Prepare = { $script:hung = Start-SwarmBroker hung -Port 0; Suspend-Other $hung.ProcessId }; Restore = { Resume-Other $hung.ProcessId; Wait-Until { -not (Get-SwarmBroker) } }
        }
        @{
            Command = 'Stop-SwarmProvider'; While = 'the provider does not end'; Text = 'Stop-SwarmProvider hung -Grace 300'; Skip = $IsWindows
            Prepare = { Start-SwarmBroker -Port 0 | Out-Null; $script:hung = Start-SwarmProvider hung; Suspend-Other $hung.ProcessId }
            Restore = { Resume-Other $hung.ProcessId; Wait-Until { -not (Get-SwarmProvider) }; Stop-SwarmBroker -Grace 1 | Out-Null }
        }
        @{ Command = 'Start-SwarmRun'; While = 'GitHub is silent'; Text = 'Start-SwarmRun -Backend GitHub { }' } + $onGitHub
        @{ Command = 'Invoke-SwarmRace'; While = 'GitHub is silent'; Text = 'Invoke-SwarmRace base { } -Label there, too -Backend GitHub' } + $onGitHub
        @{ Command = 'Wait-SwarmRun'; While = 'GitHub is silent'; Text = 'Wait-SwarmRun $dispatched' } + $onGitHub
        @{ Command = 'Receive-SwarmRun'; While = 'GitHub is silent'; Text = 'Receive-SwarmRun $dispatched' } + $onGitHub
        @{ Command = 'Get-SwarmRunLog'; While = 'GitHub is silent'; Text = 'Get-SwarmRunLog $dispatched' } + $onGitHub
        @{ Command = 'Stop-SwarmRun'; While = 'GitHub is silent'; Text = 'Stop-SwarmRun $dispatched' } + $onGitHub
        @{ Command = 'Test-SwarmEnvironment'; While = 'GitHub is silent'; Text = 'Test-SwarmEnvironment -Backend GitHub' } + $onGitHub
        foreach ($text in 'Copy-SwarmRun base -Label held', 'Remove-SwarmRun base', 'Start-SwarmRun { } -Label held', 'Invoke-SwarmRace base { } -Label held',
            'Export-SwarmWorkspace base ./held', 'Merge-SwarmWorkspace stateful . -Base base', 'Get-SwarmState stateful', 'Invoke-SwarmStateQuery -Node stateful "SELECT 1"', 'Compare-SwarmState base stateful', 'Export-SwarmState stateful ./held.db',
            'Export-SwarmBundle base -Destination ./held.age', 'Import-SwarmBundle ./base.age', 'Test-SwarmStore', 'Optimize-SwarmStore', 'Repair-SwarmStore') {
            @{ Command = $text.Split(' ')[0]; While = 'another process holds the store'; Text = $text } + $held
        }
        @{
            Command = 'Initialize-Swarm'; While = 'another process holds the store'; Text = 'Initialize-Swarm -Root ./fresh'
            Prepare = { New-Item -ItemType Directory (Join-Path $root fresh .swarm locks) | Out-Null; $script:locks = Lock-Store (Join-Path $root fresh) }; Restore = { $locks.Dispose() }
        }
    )

    # What reads or writes a few small files, and waits for nothing.
    $instant = @(
        'Add-SwarmTrustedKey', 'Assert-SwarmCertificate', 'Export-SwarmCertificate', 'Export-SwarmKey', 'Get-SwarmBroker', 'Get-SwarmCertificate', 'Get-SwarmConfiguration', 'Get-SwarmHead',
        'Get-SwarmKey', 'Get-SwarmNode', 'Get-SwarmProvider', 'Get-SwarmRun', 'Get-SwarmRunReceipt', 'Get-SwarmTrustedKey', 'Import-SwarmKey', 'New-SwarmKey', 'New-SwarmPolicy', 'New-SwarmTicket', 'Revoke-SwarmTicket',
        'Revoke-SwarmTrustedKey', 'Set-SwarmConfiguration', 'Show-SwarmTree', 'Test-SwarmAttestation', 'Test-SwarmCertificate', 'Test-SwarmContract', 'Test-SwarmPolicy', 'Test-SwarmProof'
    )
    $timed = @{ Timed = $long.Command; Instant = $instant }
}

BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene

    function Get-Child { @(Get-Process -ErrorAction Ignore | Where-Object { $_.Parent.Id -eq $PID }) }

    function Suspend-Other([ValidateRange(2, [int]::MaxValue)] [int] $Id) { /bin/kill -STOP $Id }

    function Resume-Other([ValidateRange(2, [int]::MaxValue)] [int] $Id) { /bin/kill -CONT $Id }

    # Both locks of a store, as another process would hold them.
    function Lock-Store([string] $Folder) {
        $streams = foreach ($name in 'sweep', 'write') {
            [System.IO.FileStream]::new((Join-Path $Folder .swarm locks "$name.lock"), [System.IO.FileMode]::OpenOrCreate, [System.IO.FileAccess]::ReadWrite, [System.IO.FileShare]::None)
        }

        [pscustomobject]@{ Streams = $streams } | Add-Member -PassThru -MemberType ScriptMethod -Name Dispose -Value { $this.Streams.ForEach({ $_.Dispose() }) }
    }

    # Begins a text in a runspace of its own, which finds the variables that are named.
    function Start-Inner([string] $Text) {
        $inner = [powershell]::Create()
        $inner.Runspace.SessionStateProxy.SetVariable('ProgressPreference', 'SilentlyContinue')
        foreach ($name in 'root', 'shell', 'marker', 'started', 'silent', 'pin', 'request', 'job', 'followed', 'dispatched') {
            $inner.Runspace.SessionStateProxy.SetVariable($name, (Get-Variable $name -ValueOnly -ErrorAction Ignore))
        }

        $inner.AddScript("Set-Location -LiteralPath `$root; Import-Module '$modulePath'; `$endless = {$endless}; $Text") | Out-Null
        [pscustomobject]@{ PowerShell = $inner; Call = $inner.BeginInvoke() }
    }

    function Stop-Inner($Inner) {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $Inner.PowerShell.Stop()
        $Inner.PowerShell.Dispose()
        $watch.Elapsed
    }

    # A step that says that it has begun, and then has a process of its own that does not end.
    $endless = {
        New-Item -ItemType File (Join-Path $using:started $env:SWARM_LABEL) | Out-Null
        & $using:shell -NoProfile -Command "Start-Sleep 300 # $using:marker"
    }
    $quickOrEndless = [scriptblock]::Create("if (`$env:SWARM_LABEL -like 'quick*') { while (-not (Get-ChildItem `$using:started)) { Start-Sleep -Milliseconds 50 } } else {$endless}")
    $root = (Get-Location).ProviderPath
    $base = New-Base
    $base | Export-SwarmBundle -Destination base.age | Out-Null
    New-Database notes.db
    Start-SwarmRun -State notes.db -Label stateful { } | Out-Null

    # Somebody who takes connections and never says a word.
    $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
    $listener.Start()
    $silent, $pin = "127.0.0.1:$($listener.LocalEndpoint.Port)", "sha256:$('0' * 64)"
    New-SwarmTicket ./silent.jws -Broker $silent -Pin $pin | Out-Null
    $outside = @{}
    foreach ($variable in @{ AWS_ENDPOINT_URL_S3 = "http://$silent"; AWS_ACCESS_KEY_ID = 'id'; AWS_SECRET_ACCESS_KEY = 'word' }.GetEnumerator()) {
        $outside[$variable.Key] = [Environment]::GetEnvironmentVariable($variable.Key)
        Set-Item "Env:$($variable.Key)" $variable.Value
    }

    # A run of a store of its own that goes on throughout.
    $marker = "swarm-test-followed-$([guid]::NewGuid())"
    $started = (New-Item -ItemType Directory followed-started).FullName
    $elsewhere = (New-Item -ItemType Directory elsewhere).FullName
    $following = Start-Inner "Start-SwarmRun `$endless -Label followed -Root '$elsewhere'"
    Wait-Until { Get-ChildItem $started }
    $followed = Get-SwarmRun -Status running -Root $elsewhere
}

AfterAll {
    Stop-Inner $following | Out-Null
    $listener.Stop()
    foreach ($name in $outside.Keys) { Set-Item "Env:$name" $outside[$name] }
    Exit-Scene
}

# One block holds everything: Pester removes after a block what it wrote to the test drive, and the store is one.
Describe 'The end of a pipeline' -ForEach @{ HasRunner = $hasRunner; HasDriver = $hasDriver } {
    BeforeAll {
        if ($HasRunner) {
            $github = Start-GitHub
            $dispatched = Start-SwarmRun -Backend GitHub -AllowUnconfined -NoWait -Label dispatched { Start-Sleep 600 }
        }

        if ($HasDriver) {
            $driver = Get-Item (Join-Path $modulePath '..' '..' bin Swarm.Engine.Tests.Driver * Swarm.Engine.Tests.Driver.dll) | Sort-Object LastWriteTime | Select-Object -Last 1
            $workflow = 'example/swarm/.github/workflows/episode.yml'
            $job = @{ WorkflowRef = "$workflow@refs/heads/main"; WorkflowSha = '1' * 40; Commit = '2' * 40; RunnerClass = 'self-hosted' }
            $runner = New-SwarmKey runner
            Export-SwarmKey runner -Purpose Sealing -Secret -Destination runner.key | Out-Null
        }
    }

    AfterAll {
        if ($HasRunner) { Stop-RunnerService $github }
    }

    BeforeEach {
        $marker = "swarm-test-$([guid]::NewGuid())"
        $started = (New-Item -ItemType Directory "started-$marker").FullName
        $children = (Get-Child).Id
        $work = (Get-ChildItem -Directory (Join-Path $env:SWARM_HOME work)).Name
    }

    AfterEach {
        Get-Marked $marker | Should -BeNullOrEmpty
        Get-SwarmRun -Status running | Should -BeNullOrEmpty
        Get-ChildItem -Directory (Join-Path $env:SWARM_HOME work) | Where-Object Name -NotIn $work | Should -BeNullOrEmpty
        Wait-Until { -not (Get-Child | Where-Object Id -NotIn $children) }
        Test-SwarmStore -Quiet | Should -BeTrue
    }

    It 'is tried here for each cmdlet that can take long' -ForEach $timed {
        $all = (Get-Command -Module Swarm -CommandType Cmdlet).Name
        $all | Where-Object { $_ -notin $Timed -and $_ -notin $Instant } | Should -BeNullOrEmpty -Because 'a new cmdlet belongs into one of the two lists'
        @($Timed) + $Instant | Where-Object { $_ -notin $all } | Should -BeNullOrEmpty
        $Instant | Where-Object { $_ -in $Timed } | Should -BeNullOrEmpty
    }

    It 'comes soon for <Command> while <While>' -ForEach $long {
        if ($Skip) { Set-ItResult -Skipped -Because 'what it needs of the tests was not built, or is not of this system'; return }
        if ($Command -eq 'Invoke-SwarmEpisode') {
            dotnet exec $driver.FullName prepare $elsewhere $marker "$workflow@$('1' * 40)" $runner.Recipient $root - $shell -NoProfile -Command "Start-Sleep 300 # $marker" | Out-Null
            $request = Join-Path $root request.age
        }

        if ($Prepare) { . $Prepare }
        $inner = Start-Inner $Text
        try {
            $begun = $Begun ? $Begun : { $watch.Elapsed -gt [timespan]::FromSeconds(1) }
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            Wait-Until {
                $state = $inner.PowerShell.InvocationStateInfo
                if ($state.State -ne 'Running') { throw "It ended by itself: $($inner.PowerShell.Streams.Error) $($state.Reason)" }
                & $begun
            }

            $inner.PowerShell.InvocationStateInfo.State | Should -Be Running
        }
        finally {
            $took = Stop-Inner $inner
            if ($Restore) { . $Restore }
        }

        $took | Should -BeLessThan ([timespan]::FromSeconds(10))
        if ($IsRecorded) { Get-SwarmRun | Where-Object Label -In $IsRecorded | ForEach-Object Status | Should -Be (, 'cancelled' * $IsRecorded.Count) }
    }

    It 'leaves no child after Select-Object -First 1' {
        $first = $base | Copy-SwarmRun -Label quick1, slow1 | Resume-SwarmRun $quickOrEndless -ThrottleLimit 2 | Select-Object -First 1
        $first.Label | Should -Be quick1
        (Get-ChildItem $started).Name | Should -Be slow1
    }

    It 'leaves no child after a throw downstream' {
        { $base | Copy-SwarmRun -Label quick2, slow2 | Resume-SwarmRun $quickOrEndless -ThrottleLimit 2 | ForEach-Object { throw 'downstream' } } | Should -Throw downstream
        (Get-ChildItem $started).Name | Should -Be slow2
    }

    It 'leaves no child after Ctrl+C' -Skip:$IsWindows {
        Set-Content -LiteralPath interrupted.ps1 -Value "Import-Module '$modulePath'; `$started = '$started'; `$shell = '$shell'; `$marker = '$marker'; Resume-SwarmRun base {$endless} -Label interrupted"
        $process = Start-Process $shell -ArgumentList '-NoProfile', '-File', 'interrupted.ps1' -PassThru -RedirectStandardOutput out.txt -RedirectStandardError error.txt
        try {
            Wait-Until { (Get-ChildItem $started) -and (Get-Marked $marker) }
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            /bin/kill -INT $process.Id
            Wait-Until { $process.HasExited }
            $watch.Elapsed | Should -BeLessThan ([timespan]::FromSeconds(10))
        }
        finally {
            if (-not $process.HasExited) { $process.Kill($true) }
        }

        (Get-SwarmRun | Where-Object Label -EQ interrupted).Status | Should -Be cancelled
    }
}
