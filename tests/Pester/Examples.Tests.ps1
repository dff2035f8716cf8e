BeforeDiscovery {
    $examples = foreach ($page in Get-ChildItem (Join-Path $PSScriptRoot '..' '..' docs cmdlets) -Filter '*-*.md') {
        $number = 0
        foreach ($match in [regex]::Matches((Get-Content $page -Raw), '(?s)```powershell\n(.*?)\n```')) {
            $number++
            @{ Name = "$($page.BaseName), example $number"; Code = $match.Groups[1].Value }
        }
    }
}

BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)

    # A request for a runner, and the job that the runner believes to be in. Without the tests' own program there is none.
    function New-SealedRequest {
        $script:job = @{}
        $driver = Get-Item (Join-Path $modulePath '..' '..' bin Swarm.Engine.Tests.Driver * Swarm.Engine.Tests.Driver.dll) -ErrorAction Ignore |
            Sort-Object LastWriteTime | Select-Object -Last 1
        if (-not $driver) { return }
        $runner = New-SwarmKey runner
        Export-SwarmKey runner -Purpose Sealing -Secret -Destination ./runner.key | Out-Null
        $workflow = 'example/swarm/.github/workflows/swarm-run.yml'
        # In a store of its own: the run stays pending.
        $asking = New-Item -ItemType Directory (Join-Path $prepared .. asking)
        dotnet exec $driver.FullName prepare $asking.FullName sealed "$workflow@$('1' * 40)" $runner.Recipient $prepared ./repo pwsh -NoProfile -Command exit | Out-Null
        $script:job = @{
            SWARM_SEALING_KEY = Get-Content ./runner.key -Raw
            GITHUB_WORKFLOW_REF = "$workflow@refs/heads/main"
            GITHUB_WORKFLOW_SHA = '1' * 40
            GITHUB_SHA = '2' * 40
            GITHUB_RUN_ID = '4711'
            RUNNER_ENVIRONMENT = 'self-hosted'
        }
        $script:outside = @{}
        foreach ($name in $job.Keys) {
            $outside[$name] = [Environment]::GetEnvironmentVariable($name)
            Set-Item "Env:$name" $job[$name]
        }
    }

    # The vault 'Personal', unless the user has one of that name or no SecretManagement.
    function Register-ExampleVault {
        $script:vault = $null
        if ((Get-Module -ListAvailable Microsoft.PowerShell.SecretManagement) -and -not (Get-SecretVault -Name Personal -ErrorAction Ignore)) {
            $script:vault = 'Personal'
            New-Item -ItemType Directory ./secrets | Out-Null
            Register-SecretVault -Name Personal -ModuleName (Join-Path $PSScriptRoot TestVault) -VaultParameters @{ Path = (Resolve-Path ./secrets).ProviderPath }
        }
    }

    Enter-Scene
    $prepared = (Get-Location).ProviderPath
    $base = New-Base
    $base | Fork-SwarmRun -Label careful, bold | Resume-SwarmRun { $env:SWARM_LABEL > style.txt } | Out-Null

    Start-SwarmRun -RouteMode None -Sandbox None -Label confined { try { Invoke-WebRequest http://host.example } catch { 'denied' } } 6>$null | Out-Null

    # What the examples name: somebody else's key, evidence, a proof about it, and a folder for bundles.
    $base | Export-SwarmCertificate -Destination ./evidence | Out-Null
    New-SwarmKey colleague | ForEach-Object OperatorKey | Set-Content ./colleague.pub
    $digest = "sha256:$('0' * 64)"
    New-Item -ItemType Directory ./bundles | Out-Null
    Export-SwarmKey -Purpose Operator -Secret -Destination ./operator.key | Out-Null
    Export-SwarmKey -Purpose Sealing -Secret -Destination ./sealing.key | Out-Null
    '{}' > ./proof.json
    '{}' > ./tool.sigstore.json
    'x' > ./tool.zip
    New-SealedRequest
    Register-ExampleVault
    Set-Location ..
}
AfterAll {
    foreach ($name in $job.Keys) {
        Set-Item "Env:$name" $outside[$name]
    }

    if ($vault) { Unregister-SecretVault $vault }
    Exit-Scene
}

Describe 'Every example of the help' {
    It 'runs: <Name>' -ForEach $examples {
        if ($Code -match '-Vault Personal' -and -not $vault) { Set-ItResult -Skipped -Because 'SecretManagement is not here, or has a vault of that name'; return }
        $copy = New-Item -ItemType Directory -Force (Join-Path (Split-Path $prepared) "example-$([guid]::NewGuid())")
        Copy-Item -Path (Join-Path $prepared '*') -Destination $copy -Recurse -Force
        Copy-Item -LiteralPath (Join-Path $prepared .swarm) -Destination $copy -Recurse -Force
        Push-Location $copy
        $ourHome = $env:SWARM_HOME
        # Another machine.
        if ($Code -match '^Import-SwarmKey') { $env:SWARM_HOME = Join-Path $copy home }
        try {
            $ErrorActionPreference = 'Stop'
            $ProgressPreference = 'SilentlyContinue'
            & ([scriptblock]::Create($Code)) 6>$null | Out-Null
        }
        finally {
            Get-SwarmProvider | Stop-SwarmProvider -Grace 1 | Out-Null
            Get-SwarmBroker | Stop-SwarmBroker -Grace 1 | Out-Null
            $env:SWARM_HOME = $ourHome
            Pop-Location
        }
    }
}
