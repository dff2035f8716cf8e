BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
}
AfterAll { Exit-Scene }

Describe 'Get-SwarmCertificate' {
    It 'gives what the certificate says' {
        $certificate = $base | Get-SwarmCertificate
        $certificate.RunId | Should -Be $base.RunId
        $certificate.ArtifactHash | Should -Be $base.ArtifactHash
        $certificate.Status | Should -Be succeeded
        $certificate.Json | Should -Be (Get-Content $base.CertificatePath -Raw)
    }

    It 'gives a fork the certificate that it shares' {
        $base | Copy-SwarmRun -Label fork | Out-Null
        $certificate = Get-SwarmCertificate fork
        $certificate.CertifiedNodeId | Should -Be $base.NodeId
        $certificate.NodeId | Should -Be (Get-SwarmNode fork).NodeId
    }
}
