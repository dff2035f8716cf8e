BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    New-Base | Export-SwarmCertificate -Destination evidence | Out-Null
    $key = Export-SwarmKey -Purpose Operator
    $certificate = (Resolve-Path evidence/certificate.json).ProviderPath
    $env:SWARM_HOME = Join-Path (Get-PSDrive TestDrive).Root stranger
}
AfterAll { Exit-Scene }

Describe 'Add-SwarmTrustedKey' {
    It 'changes nothing with -WhatIf' {
        Add-SwarmTrustedKey $key -WhatIf | Should -BeNullOrEmpty
        Get-SwarmTrustedKey | Should -BeNullOrEmpty
    }

    It 'lets signatures count for the roles that it names' {
        (Test-SwarmCertificate -Path $certificate).IsValid | Should -BeFalse
        ($key | Add-SwarmTrustedKey -Role Head).Roles | Should -Be head
        (Test-SwarmCertificate -Path $certificate).IsValid | Should -BeFalse
        Add-SwarmTrustedKey $key -Role Certificate, Head | Out-Null
        (Test-SwarmCertificate -Path $certificate).IsValid | Should -BeTrue
        (Get-SwarmTrustedKey).Roles | Should -Be certificate, head
    }

    It 'refuses what is no key' {
        Add-SwarmTrustedKey nonsense -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmKeyInvalid,*'
    }
}
