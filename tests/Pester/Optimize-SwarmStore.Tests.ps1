BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
    $child = $base | Resume-SwarmRun { [System.IO.File]::WriteAllBytes("$PWD/big.bin", [System.Security.Cryptography.RandomNumberGenerator]::GetBytes(300000)) } -Label child
    $child | Remove-SwarmRun
}
AfterAll { Exit-Scene }

Describe 'Optimize-SwarmStore' {
    It 'only counts with -WhatIf' {
        $size = (Get-ChildItem .swarm -Recurse -File | Measure-Object Length -Sum).Sum
        $result = Optimize-SwarmStore -WhatIf
        $result.IsDryRun | Should -BeTrue
        $result.DroppedBytes | Should -BeGreaterThan 200000
        (Get-ChildItem .swarm -Recurse -File | Measure-Object Length -Sum).Sum | Should -Be $size
    }

    It 'drops what no node needs and says how much' {
        $result = Optimize-SwarmStore
        $result.IsDryRun | Should -BeFalse
        $result.DroppedBytes | Should -BeGreaterThan 200000
        (Optimize-SwarmStore).DroppedRecords | Should -Be 0
        Test-SwarmStore -Quiet | Should -BeTrue
        (Resume-SwarmRun base { 'x' }).Status | Should -Be succeeded
    }
}
