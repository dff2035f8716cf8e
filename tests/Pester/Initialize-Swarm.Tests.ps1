BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
}
AfterAll { Exit-Scene }

Describe 'Initialize-Swarm' {
    It 'leaves nothing with -WhatIf' {
        Initialize-Swarm -WhatIf | Should -BeNullOrEmpty
        Test-Path .swarm | Should -BeFalse
        Test-Path $env:SWARM_HOME | Should -BeFalse
    }

    It 'makes keys and a store, once' {
        $first = Initialize-Swarm
        $first.IsNew | Should -BeTrue
        $first.HasNewKeys | Should -BeTrue
        $first.OperatorKey | Should -BeLike 'ed25519:*'
        $first.Recipient | Should -BeLike 'age1*'
        $first.Root | Should -Be (Get-Location).ProviderPath
        $second = Initialize-Swarm
        $second.IsNew | Should -BeFalse
        $second.OperatorKey | Should -Be $first.OperatorKey
    }

    It 'resolves -Root from the current location, drives included' {
        New-Item -ItemType Directory elsewhere | Out-Null
        (Initialize-Swarm -Root elsewhere).Root | Should -Be (Resolve-Path elsewhere).ProviderPath
        New-Item -ItemType Directory TestDrive:/third | Out-Null
        (Initialize-Swarm -Root TestDrive:/third).Root | Should -Be (Resolve-Path TestDrive:/third).ProviderPath
    }

    It 'refuses a path of another provider' {
        Initialize-Swarm -Root Env:/PATH -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmPathInvalid,*'
    }
}
