BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
}
AfterAll { Exit-Scene }

Describe 'Test-SwarmContract' {
    It 'finds a certificate to be one' {
        $verdict = Test-SwarmContract $base.CertificatePath
        $verdict.IsValid | Should -BeTrue
        $verdict.Contract | Should -Be certificate
        Get-Item $base.CertificatePath | Test-SwarmContract -Quiet | Should -BeTrue
        $base | Test-SwarmContract -Quiet | Should -BeTrue
    }

    It 'says why a document is none' {
        (Get-Content $base.CertificatePath -Raw) -replace '^\{', '{"job_id":"again",' | Set-Content twice.json
        $verdict = Test-SwarmContract twice.json -Contract certificate
        $verdict.IsValid | Should -BeFalse
        $verdict.Reason | Should -Not -BeNullOrEmpty
    }

    It 'refuses a file that is not there and a contract that is none' {
        Test-SwarmContract nowhere.json -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmPathInvalid,*'
        Test-SwarmContract $base.CertificatePath -Contract nonsense -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmSpecInvalid,*'
    }
}
