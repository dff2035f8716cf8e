BeforeDiscovery {
    $sshd = $IsWindows ? $null : (Get-Command sshd, /usr/sbin/sshd -CommandType Application -ErrorAction Ignore | Select-Object -First 1).Source
    if (-not $sshd) { Write-Warning 'There is no sshd here: sessions over SSH are not tried.' }

    # Wherever a script may run: each host executes the same text, with what it needs to know as its arguments.
    $hosts = @(
        @{ Name = 'this session'; Invoke = { & $scenario @facts } }
        @{ Name = 'ForEach-Object -Parallel'; Invoke = { , $facts | ForEach-Object -Parallel { & ([scriptblock]::Create($using:text)) @_ } } }
        @{ Name = 'a thread job'; Invoke = { Start-ThreadJob -ScriptBlock $scenario -ArgumentList $facts | Receive-Job -Wait -AutoRemoveJob } }
        @{ Name = 'a background job'; Invoke = { Start-Job -ScriptBlock $scenario -ArgumentList $facts | Receive-Job -Wait -AutoRemoveJob } }
        @{ Name = 'a runspace of another process'; Invoke = { Invoke-InRunspace ([runspacefactory]::CreateOutOfProcessRunspace([System.Management.Automation.Runspaces.TypeTable]::LoadDefaultTypeFiles())) } }
        @{ Name = 'a runspace of its own'; Invoke = { Invoke-InRunspace ([runspacefactory]::CreateRunspace()) } }
        @{
            Name = 'a runspace whose language is constrained'; Invoke = {
                $state = [initialsessionstate]::CreateDefault2()
                $state.LanguageMode = 'ConstrainedLanguage'
                Invoke-InRunspace ([runspacefactory]::CreateRunspace($state))
            }
        }
        @{
            Name = 'a session over SSH'; Skip = -not $sshd; Sshd = $sshd; Invoke = {
                $session = New-PSSession -HostName 127.0.0.1 -Port $ssh.Port -UserName ([Environment]::UserName) -KeyFilePath $ssh.Key -Options @{ StrictHostKeyChecking = 'no'; UserKnownHostsFile = '/dev/null'; LogLevel = 'ERROR' }
                try { Invoke-Command -Session $session -ScriptBlock $scenario -ArgumentList $facts }
                finally { Remove-PSSession $session }
            }
        }
    )
}

BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $root = (Get-Location).ProviderPath

    # Uses nothing that a constrained language refuses.
    $scenario = {
        param($module, $swarmHome, $root, $label)
        $ErrorActionPreference = 'Stop'
        $env:SWARM_HOME = $swarmHome
        Import-Module $module
        Set-Location -LiteralPath $root
        Initialize-Swarm -Root . | Out-Null
        $first = Start-SwarmRun -Workspace ./repo -Label $label { "at $($args[0])" > place.txt } -ArgumentList there 6>$null
        $second = $first | Resume-SwarmRun { Get-Content place.txt > $env:SWARM_OUTPUT } 6>$null
        $second
        $first | Get-SwarmNode
        $second | Get-SwarmNode | Test-SwarmCertificate -Recurse
        "$($ExecutionContext.SessionState.LanguageMode)"
    }
    $text = "$scenario"

    function Invoke-InRunspace([runspace] $Runspace) {
        $Runspace.Open()
        $inner = [powershell]::Create($Runspace)
        try {
            $inner.AddScript($text) | Out-Null
            # Copies: what a constrained language has touched is not trusted anywhere in this process any more.
            foreach ($fact in $facts) { $inner.AddArgument([string]::new([char[]] $fact)) | Out-Null }
            $inner.Invoke()
            if ($inner.Streams.Error) { throw $inner.Streams.Error[0] }
        }
        finally {
            $inner.Dispose()
            $Runspace.Dispose()
        }
    }

    # An SSH server of this user's own, on loopback, that lets one new key in and knows the subsystem of PowerShell.
    function Start-Ssh([string] $Program) {
        $folder = New-Item -ItemType Directory (Join-Path $root ssh)
        $hostKey, $key = (Join-Path $folder host), (Join-Path $folder user)
        if ([Environment]::UserName -eq 'root') {
            # Where a server of root's shuts itself in; its service makes it otherwise.
            New-Item -ItemType Directory -Force /run/sshd | Out-Null
        }

        foreach ($file in $hostKey, $key) { ssh-keygen -q -t ed25519 -N '' -f $file }
        $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        $lines = "Port $port", 'ListenAddress 127.0.0.1', "HostKey $hostKey", "AuthorizedKeysFile $key.pub", 'PasswordAuthentication no', 'StrictModes no', 'UsePAM no', 'PidFile none'
        Set-Content (Join-Path $folder config) ($lines + "Subsystem powershell $shell -sshs -NoLogo -NoProfile")
        $process = Start-Process $Program -ArgumentList '-D', '-e', '-f', (Join-Path $folder config) -PassThru -RedirectStandardError (Join-Path $folder log)
        Wait-Until {
            if ($process.HasExited) { throw "sshd ended: $(Get-Content (Join-Path $folder log) -Raw)" }
            (Get-Content (Join-Path $folder log) -Raw) -like '*listening*'
        }

        [pscustomobject]@{ Process = $process; Port = $port; Key = $key }
    }
}
AfterAll { Exit-Scene }

Describe 'The module in <Name>' -ForEach $hosts {
    BeforeAll {
        $ssh = $Sshd ? (Start-Ssh $Sshd) : $null
        $label = "host-$([guid]::NewGuid())"
        $facts = $modulePath, $env:SWARM_HOME, $root, $label
    }

    AfterAll {
        if ($ssh) { $ssh.Process.Kill(); $ssh.Process.WaitForExit() }
    }

    It 'launches, resumes, reads and verifies, and what it gives binds here' {
        if ($Skip) { Set-ItResult -Skipped -Because 'there is no sshd here'; return }
        $given = @(& $Invoke)
        $given | Should -HaveCount 4
        $run, $node, $verdict, $language = $given
        $run.Response | Should -Be 'at there'
        $node.Label | Should -Be $label
        $verdict.IsValid | Should -BeTrue
        "$language" | Should -Be ($Name -like '*constrained' ? 'ConstrainedLanguage' : 'FullLanguage')

        # Where they came through serialisation, they are copies with the same properties, and name what they named.
        Push-Location ([System.IO.Path]::GetTempPath())
        try {
            ($run | Get-SwarmRun).RunId | Should -Be $run.RunId
            ($node | Get-SwarmNode).NodeId | Should -Be $node.NodeId
            ($run | Test-SwarmCertificate -Recurse).IsValid | Should -BeTrue
            ($verdict | Get-SwarmNode).NodeId | Should -Be $run.NodeId
            $third = $node | Copy-SwarmRun -Label "$label/fork" | Resume-SwarmRun { Get-Content place.txt > $env:SWARM_OUTPUT } 6>$null
            $third.Response | Should -Be 'at there'
            ($run | Compare-SwarmState -Reference $node).Files | Should -BeNullOrEmpty
        }
        finally {
            Pop-Location
        }
    }
}

Describe 'A crowd' {
    BeforeAll { Set-Location (New-Item -ItemType Directory (Join-Path $root crowd)) }

    It 'hands a value of the caller''s on to a step from <Name>' -ForEach @(
        @{ Name = 'a parallel loop'; Call = { param($text) 1 | ForEach-Object -Parallel $text } }
        @{ Name = 'a background job'; Call = { param($text) Start-Job $text | Receive-Job -Wait -AutoRemoveJob } }
        @{ Name = 'a thread job'; Call = { param($text) Start-ThreadJob $text | Receive-Job -Wait -AutoRemoveJob } }
    ) {
        $module, $here, $word = $modulePath, (Get-Location).ProviderPath, 'handed on'
        $run = & $Call { Import-Module $using:module; $word = $using:word; Start-SwarmRun -Root $using:here { "$using:word" > $env:SWARM_OUTPUT } 6>$null }
        $run.Response | Should -Be 'handed on'
        $ErrorActionPreference = 'Continue'
        $said = & $Call { Import-Module $using:module; Start-SwarmRun -Root $using:here { "$using:word" > $env:SWARM_OUTPUT } } 2>&1
        "$said" | Should -BeLike '*$word = $using:word*'
    }

    It 'of eight launches into one new store at once, and all eight are there' {
        Set-Location (New-Item -ItemType Directory (Join-Path $root eight))
        $module, $here = $modulePath, (Get-Location).ProviderPath
        $runs = 1..8 | ForEach-Object -Parallel {
            Import-Module $using:module
            Start-SwarmRun -Root $using:here -Label "parallel-$_" { $args[0] > (Get-Item Env:SWARM_OUTPUT).Value } -ArgumentList "$_" 6>$null
        } -ThrottleLimit 8
        $runs | Should -HaveCount 8
        $runs.Status | Sort-Object -Unique | Should -Be succeeded
        foreach ($run in $runs) { $run.Label | Should -Be "parallel-$($run.Response)" }
        (Get-SwarmRun).RunId | Sort-Object | Should -Be ($runs.RunId | Sort-Object)
        Get-SwarmNode | Test-SwarmCertificate -Recurse -Quiet | Sort-Object -Unique | Should -Be $true
        Test-SwarmStore -Quiet | Should -BeTrue
    }
}
