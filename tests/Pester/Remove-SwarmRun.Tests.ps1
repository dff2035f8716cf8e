BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
}
AfterAll { Exit-Scene }

Describe 'Remove-SwarmRun' {
    It 'leaves everything with -WhatIf' {
        $base | Remove-SwarmRun -WhatIf
        (Get-SwarmNode base).NodeId | Should -Be $base.NodeId
    }

    It 'removes a node; what descends from it still verifies' {
        $child = $base | Resume-SwarmRun { 'x' } -Label child
        $base | Remove-SwarmRun | Should -BeNullOrEmpty
        (Get-SwarmNode).NodeId | Should -Be $child.NodeId
        Test-SwarmCertificate child -Recurse -Quiet | Should -BeTrue
        Remove-SwarmRun $base.NodeId -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmNodeNotFound,*'
    }
}
