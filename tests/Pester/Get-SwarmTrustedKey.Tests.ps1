BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
}
AfterAll { Exit-Scene }

Describe 'Get-SwarmTrustedKey' {
    It 'gives nothing where there are no keys' { Get-SwarmTrustedKey | Should -BeNullOrEmpty }

    It 'gives the own key first' {
        $own = New-SwarmKey
        $keys = @(Get-SwarmTrustedKey)
        $keys.Count | Should -Be 1
        $keys[0].Key | Should -Be $own.OperatorKey
        $keys[0].Roles | Should -Be certificate, head, ticket
        $keys[0].IsRevoked | Should -BeFalse
    }
}
