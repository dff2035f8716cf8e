BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
}
AfterAll { Exit-Scene }

Describe 'New-SwarmKey' {
    It 'leaves nothing with -WhatIf' {
        New-SwarmKey work -WhatIf | Should -BeNullOrEmpty
        Test-Path $env:SWARM_HOME | Should -BeFalse
    }

    It 'makes a profile, once' {
        $key = New-SwarmKey work
        $key.Name | Should -Be work
        $key.OperatorKey | Should -BeLike 'ed25519:*'
        New-SwarmKey work -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmKeyInvalid,*'
    }
}
