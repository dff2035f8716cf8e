BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
}
AfterAll { Exit-Scene }

Describe 'Export-SwarmBundle' {
    It 'writes nothing with -WhatIf' {
        $base | Export-SwarmBundle -Destination base.age -WhatIf | Should -BeNullOrEmpty
        Test-Path base.age | Should -BeFalse
    }

    It 'writes a sealed file and says what it is' {
        $bundle = $base | Export-SwarmBundle -Destination base.age
        $bundle.NodeId | Should -Be $base.NodeId
        $bundle.BundleHash | Should -Be "sha256:$((Get-FileHash base.age).Hash.ToLowerInvariant())"
        $bundle.Size | Should -Be (Get-Item base.age).Length
        Get-Content base.age -TotalCount 1 | Should -Be 'age-encryption.org/v1'
    }

    It 'replaces a file only with -Force' {
        New-Item there.age -Force | Out-Null
        Export-SwarmBundle base there.age -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
        (Export-SwarmBundle base there.age -Force).Path | Should -Be (Resolve-Path there.age).ProviderPath
    }

    It 'puts a bundle into a store, from where it is taken in again' {
        New-Item -ItemType Directory stored | Out-Null
        $bundle = $base | Export-SwarmBundle -Store stored
        $bundle.Locator | Should -BeLike "file:///*/stored/*.age"
        $bundle.Path | Should -Be $bundle.Locator
        Get-ChildItem stored | Should -HaveCount 1
        ($bundle | Import-SwarmBundle -Label stored).Label | Should -Be stored
        (Compare-SwarmState base stored).IsSame | Should -BeTrue
    }

    It 'uses the store that the configuration names, where no file is given' {
        $env:SWARM_BUNDLE_STORE = (Resolve-Path stored).ProviderPath
        try {
            ($base | Export-SwarmBundle).Locator | Should -BeLike 'file:///*/stored/*.age'
            ($base | Export-SwarmBundle -Destination plain.age).Path | Should -Be (Resolve-Path plain.age).ProviderPath
        }
        finally {
            $env:SWARM_BUNDLE_STORE = $null
        }

        $base | Export-SwarmBundle -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].Exception.Message | Should -BeLike '*bundle_store*'
    }

    It 'refuses a recipient that is none' {
        Export-SwarmBundle base other.age -Recipient nobody -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Test-Path other.age | Should -BeFalse
        $failure | Should -HaveCount 1
    }
}
