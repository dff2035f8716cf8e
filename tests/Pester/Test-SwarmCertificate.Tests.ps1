BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
    $child = $base | Copy-SwarmRun -Label child | Resume-SwarmRun { 'x' }
}
AfterAll { Exit-Scene }

Describe 'Test-SwarmCertificate' {
    It 'gives a verdict an input, with its lineage' {
        $verdicts = $child, $base | Test-SwarmCertificate -Recurse
        $verdicts.IsValid | Should -Be $true, $true
        $verdicts.RatchetStep | Should -Be 1, 0
        $verdicts[0].Label | Should -Be child
        $verdicts[0].Lineage.NodeId | Should -Be $base.NodeId
        $verdicts[0].Checks.Status | Should -Contain passed
    }

    It 'checks the expected digest' {
        (Test-SwarmCertificate base -ExpectedArtifactHash $base.ArtifactHash).IsValid | Should -BeTrue
        (Test-SwarmCertificate base -ExpectedArtifactHash "sha256:$('0' * 64)").IsValid | Should -BeFalse
        Test-SwarmCertificate base -ExpectedArtifactHash nonsense -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmSchemaInvalid,*'
    }

    It 'requires a commit' { (Test-SwarmCertificate base -RequiredCommit ('a' * 40)).IsValid | Should -BeFalse }

    It 'answers with true or false' {
        Test-SwarmCertificate base -Quiet | Should -BeTrue
        Test-SwarmCertificate base -RequiredCommit ('a' * 40) -Quiet | Should -BeFalse
    }

    It 'requires what it is told to, so that nothing passes by being absent' {
        (Test-SwarmCertificate base -Require Signature, Record, Parent).IsValid | Should -BeTrue
        $verdict = Test-SwarmCertificate base -Require Sandbox
        $verdict.IsValid | Should -BeFalse
        $verdict.ErrorCode | Should -Be CERTIFICATE_CHECK_MISSING
        Test-SwarmCertificate base -RequirePolicy -Quiet | Should -BeFalse
        Test-SwarmCertificate base -Require Lineage -Quiet | Should -BeFalse
        Test-SwarmCertificate child -Recurse -Require Lineage, Continuity -Quiet | Should -BeTrue
    }

    It 'verifies a whole lineage of files' {
        $child | Export-SwarmCertificate -Destination lineage -Recurse | Should -HaveCount 4
        $verdict = Test-SwarmCertificate -Path "lineage/$($child.NodeId)/certificate.json" -Recurse -Require Lineage
        $verdict.IsValid | Should -BeTrue
        $verdict.Lineage | Should -HaveCount 1
    }

    It 'verifies files without a store' {
        $base | Export-SwarmCertificate -Destination evidence | Out-Null
        Push-Location evidence
        try {
            (Test-SwarmCertificate -Path certificate.json).IsValid | Should -BeTrue
            (Get-Item certificate.json | Test-SwarmCertificate).IsValid | Should -BeTrue
            (Get-Content certificate.json -Raw).Replace('base', 'bass') | Set-Content -NoNewline forged.json
            (Test-SwarmCertificate -Path forged.json -AttestationPath certificate.dsse.json).IsValid | Should -BeFalse
        }
        finally {
            Pop-Location
        }
    }

    It 'trusts another key only when it is named' {
        $key = (Get-SwarmKey default).OperatorKey
        $certificate = (Resolve-Path evidence/certificate.json).ProviderPath
        $own = $env:SWARM_HOME
        $env:SWARM_HOME = Join-Path (Get-Location).ProviderPath other-home
        try {
            (Test-SwarmCertificate -Path $certificate).IsValid | Should -BeFalse
            (Test-SwarmCertificate -Path $certificate -TrustedKey $key).IsValid | Should -BeTrue
        }
        finally {
            $env:SWARM_HOME = $own
        }
    }
}
