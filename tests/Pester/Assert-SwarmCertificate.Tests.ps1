BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
}
AfterAll { Exit-Scene }

Describe 'Assert-SwarmCertificate' {
    It 'passes on what it was given' {
        $base | Assert-SwarmCertificate | Should -Be $base
        Assert-SwarmCertificate base | Should -Be base
        (Get-SwarmNode base | Assert-SwarmCertificate -Recurse).NodeId | Should -Be $base.NodeId
    }

    It 'writes an error for what does not hold' {
        $base | Assert-SwarmCertificate -RequiredCommit ('a' * 40) -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmCertificateCommitMismatch,*'
        $failure[0].CategoryInfo.Category | Should -Be SecurityError
        $failure[0].Exception.ExitCode | Should -Be 3
    }
}
