BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
}
AfterAll { Exit-Scene }

Describe 'What a cmdlet says' {
    It 'names cmdlets and parameters in an error' {
        Get-SwarmNode -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].Exception.Message | Should -Match "'Initialize-Swarm'"
        $failure[0].Exception.Message | Should -Match ' -Root\.'
        $failure[0].Exception.Message | Should -Not -Match 'swarm init|--root'
    }

    It 'names them in what a check advises' {
        $checks = Test-SwarmEnvironment
        ($checks | Where-Object Remedy -Match 'swarm init|--\w').Remedy | Should -BeNullOrEmpty
        ($checks | Where-Object Name -EQ store).Remedy | Should -Match "'Initialize-Swarm'"
    }

    It 'keeps a name that somebody gave' {
        New-Base | Out-Null
        Get-SwarmNode 'my --root' -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].Exception.Message | Should -Match "'my --root'"
    }
}
