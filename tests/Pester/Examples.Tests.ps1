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
    Enter-Scene
    $prepared = (Get-Location).ProviderPath
    $base = New-Base
    $base | Fork-SwarmRun -Label careful, bold | Resume-SwarmRun { $env:SWARM_LABEL > style.txt } | Out-Null

    # What the examples name: somebody else's key, evidence, a proof about it, and a folder for bundles.
    $base | Export-SwarmCertificate -Destination ./evidence | Out-Null
    New-SwarmKey colleague | ForEach-Object OperatorKey | Set-Content ./colleague.pub
    $digest = "sha256:$('0' * 64)"
    New-Item -ItemType Directory ./bundles | Out-Null
    '{}' > ./proof.json
    '{}' > ./tool.sigstore.json
    'x' > ./tool.zip
    Set-Location ..
}
AfterAll { Exit-Scene }

Describe 'Every example of the help' {
    It 'runs: <Name>' -ForEach $examples {
        $copy = New-Item -ItemType Directory -Force (Join-Path (Split-Path $prepared) "example-$([guid]::NewGuid())")
        Copy-Item -Path (Join-Path $prepared '*') -Destination $copy -Recurse -Force
        Copy-Item -LiteralPath (Join-Path $prepared .swarm) -Destination $copy -Recurse -Force
        Push-Location $copy
        try {
            $ErrorActionPreference = 'Stop'
            $ProgressPreference = 'SilentlyContinue'
            & ([scriptblock]::Create($Code)) 6>$null | Out-Null
        }
        finally {
            Pop-Location
        }
    }
}
