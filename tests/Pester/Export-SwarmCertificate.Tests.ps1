BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
}
AfterAll { Exit-Scene }

Describe 'Export-SwarmCertificate' {
    It 'writes nothing with -WhatIf' {
        $base | Export-SwarmCertificate -Destination evidence -WhatIf | Should -BeNullOrEmpty
        Test-Path evidence | Should -BeFalse
    }

    It 'writes the certificate and its signature' {
        ($base | Export-SwarmCertificate -Destination evidence).Name | Should -Be certificate.json, certificate.dsse.json
        "sha256:$((Get-FileHash evidence/certificate.json).Hash.ToLowerInvariant())" | Should -Be $base.ArtifactHash
    }
}
