BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
}
AfterAll { Exit-Scene }

Describe 'Copy-SwarmRun' {
    It 'leaves nothing with -WhatIf' {
        $base | Copy-SwarmRun -Label a, b -WhatIf | Should -BeNullOrEmpty
        Get-SwarmNode | Should -HaveCount 1
    }

    It 'makes a node a label and executes nothing' {
        $forks = $base | Fork-SwarmRun -Label careful, bold
        $forks.Label | Should -Be careful, bold
        $forks.ParentNodeId | Should -Be $base.NodeId, $base.NodeId
        $forks.Operation | Should -Be fork, fork
        $forks[0].RunId | Should -BeNullOrEmpty
        $forks.RatchetStep | Should -Be 0, 0
        Get-SwarmRun | Should -HaveCount 1
    }

    It 'is an alias of its own name' { (Get-Alias Fork-SwarmRun).Definition | Should -Be Copy-SwarmRun }

    It 'says which label cannot be one, and makes the others' {
        $forks = Copy-SwarmRun base -Label good, 'not good', better -ErrorVariable failure -ErrorAction SilentlyContinue
        $forks.Label | Should -Be good, better
        $failure[0].Exception.Message | Should -BeLike '*not good*'
    }
}
