BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    New-Base | Out-Null
}
AfterAll { Exit-Scene }

Describe 'Revoke-SwarmTrustedKey' {
    It 'changes nothing with -WhatIf' {
        Get-SwarmKey | Revoke-SwarmTrustedKey -WhatIf | Should -BeNullOrEmpty
        Test-SwarmCertificate base -Quiet | Should -BeTrue
    }

    It 'lets nothing count that the key signed, though it be the own one' {
        (Get-SwarmKey | Revoke-SwarmTrustedKey -Confirm:$false).IsRevoked | Should -BeTrue
        $verdict = Test-SwarmCertificate base
        $verdict.IsValid | Should -BeFalse
        $verdict.ErrorCode | Should -Be CERTIFICATE_SIGNATURE_INVALID
        $verdict.Reason | Should -BeLike '*revoked*'
        Assert-SwarmCertificate base -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmCertificateSignatureInvalid,*'
        Add-SwarmTrustedKey (Get-SwarmKey default).OperatorKey -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmKeyInvalid,*'
    }
}
