<#
.SYNOPSIS
    One store, and real objects of every type that the module's cmdlets give, for tests that go over all of them.
#>

# Gives the objects by the name of their type. The scene must have been entered; Exit-Gallery ends what it started.
function New-Gallery {
    New-SwarmKey | Out-Null
    $gallery = [ordered]@{}
    $add = { foreach ($object in $args | ForEach-Object { $_ }) { $gallery[$object.GetType().FullName] += @($object) } }

    New-Database note.db
    $base = Start-SwarmRun -Workspace ./repo -State ./note.db -Label base { 'a line of the log'; 'an answer' > $env:SWARM_OUTPUT; 'more' > more.txt }
    $failed = $base | Resume-SwarmRun -Label failed { exit 3 } -ErrorAction SilentlyContinue
    $closed = $base | Resume-SwarmRun -Label closed -RouteMode None -Sandbox None {
        try { Invoke-WebRequest http://host.example/path -TimeoutSec 20 } catch { 'closed' > more.txt }
    }
    & $add $base $failed $closed (Get-SwarmHead)
    & $add @($base | Invoke-SwarmRace @{ bold = { exit 0 }; careful = { exit 1 } })
    & $add @($base | Copy-SwarmRun -Label fork) @(Get-SwarmNode base)
    & $add @($closed | Get-SwarmRunReceipt)
    & $add @($base, $failed | Get-SwarmCertificate)
    $verdict = $closed | Test-SwarmCertificate -Recurse
    & $add $verdict @($base | Test-SwarmCertificate -ExpectedArtifactHash "sha256:$('0' * 64)")
    & $add @($verdict.Checks) @(Test-SwarmEnvironment)
    $state = $base | Get-SwarmState
    & $add $state @($state.Tables) @($state.Tables[0].Columns)
    $difference = Compare-SwarmState base closed
    & $add $difference @($difference.Tables) @($difference.Files) @(Compare-SwarmState base closed -Content)
    & $add @($base | Export-SwarmBundle -Destination base.age)

    & $add @(Get-SwarmKey) @(Get-SwarmConfiguration)
    & $add @(Add-SwarmTrustedKey (New-SwarmKey friend).OperatorKey -Role Certificate)
    $policy = New-SwarmPolicy policy.json -Name web -RouteMode ClientExit -AllowedHost www.example.org -AllowedPort 443 -RunTime 60 -MemoryLimit 1GB
    & $add $policy @($policy | Test-SwarmPolicy)
    & $add @(Test-SwarmContract $base.CertificatePath) @(Test-SwarmContract policy.json -Contract certificate)
    Set-Content -LiteralPath proof.json -Value (@{
            type = 'swarm-proof-v1'; proof_system = 'test'; public_inputs_sha256 = "sha256:$('0' * 64)"; claims = @{ artifact_hash = $base.ArtifactHash; job_id = $base.RunId }
        } | ConvertTo-Json)
    & $add @(Test-SwarmProof proof.json $base.CertificatePath)
    Set-Content -LiteralPath empty.sigstore.json -Value '{}'
    & $add @(Test-SwarmAttestation empty.sigstore.json proof.json -SourceOwner example)

    & $add @(Start-SwarmBroker -Port 0) @(Start-SwarmProvider home)
    & $add @(New-SwarmTicket ./ticket.jws -Session home -RunId $base.RunId)
    & $add @(Test-SwarmRoute 127.0.0.1 9)

    New-Item -ItemType Directory ./repository/.git | Out-Null
    & $add @(Initialize-Swarm) @(Initialize-Swarm -GitHub -Path ./repository -NewKey)
    & $add @(Optimize-SwarmStore) @(Repair-SwarmStore) @(Test-SwarmStore)
    & $add @(New-DamagedStore | Test-SwarmStore | ForEach-Object Problems)
    & $add @(New-Episode $base)

    # What is no record of the module.
    $gallery['FileInfo'] = @($base | Export-SwarmState -Destination base.sqlite)
    $gallery['DirectoryInfo'] = @($base | Export-SwarmWorkspace -Destination ./exported)
    $gallery['Row'] = @($base | Invoke-SwarmStateQuery 'SELECT id, text FROM note')
    $gallery
}

function Exit-Gallery {
    Get-SwarmProvider | Stop-SwarmProvider -Grace 1 | Out-Null
    Get-SwarmBroker | Stop-SwarmBroker -Grace 1 | Out-Null
}

# A store of its own whose packs are gone.
function New-DamagedStore {
    $store = Initialize-Swarm -Root (New-Item -ItemType Directory damaged).FullName
    Start-SwarmRun -Root $store.Root -Label lost { 'x' > x.txt } | Out-Null
    Get-ChildItem (Join-Path $store.Path packs) -Recurse -File -Force | Remove-Item -Force
    $store
}

# An episode of a runner needs a request that only a backend sends: this one says of a real run what a runner's would.
function New-Episode($Run) {
    $episode = [System.Activator]::CreateInstance($Run.GetType().Assembly.GetType('Swarm.PowerShell.Records.SwarmEpisode'))
    foreach ($name in 'RunId', 'NodeId', 'Label', 'Operation', 'Status', 'ExitCode', 'RatchetStep', 'RestoreMode', 'ArtifactHash', 'CertificatePath') {
        [void] $episode.GetType().GetProperty($name).SetMethod.Invoke($episode, @($Run.$name.psobject.BaseObject))
    }

    [void] $episode.GetType().GetProperty('Path').SetMethod.Invoke($episode, @([System.IO.Path]::GetDirectoryName($Run.CertificatePath)))
    $episode
}
