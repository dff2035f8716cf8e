BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
}
AfterAll { Exit-Scene }

Describe 'Test-SwarmStore' {
    It 'finds a good store sound' {
        $check = Test-SwarmStore
        $check.IsSound | Should -BeTrue
        $check.Nodes | Should -Be 1
        $check.Problems | Should -BeNullOrEmpty
        $base | Test-SwarmStore -Quiet | Should -BeTrue
    }

    It 'finds a damaged pack, without an error' {
        $pack = Get-ChildItem .swarm -Recurse -File | Where-Object FullName -Match 'packs' | Select-Object -First 1
        $content = [System.IO.File]::ReadAllBytes($pack.FullName)
        $content[[int]($content.Length / 2)] = $content[[int]($content.Length / 2)] -bxor 1
        if (-not $IsWindows) { chmod u+w $pack.FullName }
        [System.IO.File]::WriteAllBytes($pack.FullName, $content)
        $check = Test-SwarmStore -ErrorAction Stop
        $check.IsSound | Should -BeFalse
        $check.Problems | Should -Not -BeNullOrEmpty
        Test-SwarmStore -Quiet | Should -BeFalse
    }
}
