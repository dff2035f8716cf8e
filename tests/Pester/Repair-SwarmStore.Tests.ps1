BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
    $base | Export-SwarmBundle -Destination base.age | Out-Null
}
AfterAll { Exit-Scene }

Describe 'Repair-SwarmStore' {
    It 'leaves everything with -WhatIf' {
        Repair-SwarmStore -WhatIf | Should -BeNullOrEmpty
        Test-SwarmStore -Quiet | Should -BeTrue
    }

    It 'rebuilds a catalog that is gone' {
        $catalog = Get-ChildItem .swarm -File | Where-Object Name -Like 'catalog*'
        $catalog | Should -Not -BeNullOrEmpty
        $catalog | Remove-Item -Force
        $result = Repair-SwarmStore
        $result.IsSound | Should -BeTrue
        $result.Nodes | Should -Be 1
        Test-SwarmStore -Quiet | Should -BeTrue
        (Get-SwarmNode base).NodeId | Should -Be $base.NodeId
    }

    It 'takes what is missing from a bundle' {
        Get-ChildItem .swarm -Recurse -File | Where-Object FullName -Match '[/\\]packs[/\\]' | Remove-Item -Force
        Test-SwarmStore -Quiet | Should -BeFalse
        (Repair-SwarmStore -BundlePath ./base.age).IsSound | Should -BeTrue
        Test-SwarmStore -Quiet | Should -BeTrue
    }
}
