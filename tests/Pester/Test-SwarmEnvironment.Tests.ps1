BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
}
AfterAll { Exit-Scene }

Describe 'Test-SwarmEnvironment' {
    It 'checks the machine and changes nothing' {
        $checks = Test-SwarmEnvironment
        $checks.Name | Should -Contain cryptography
        ($checks | Where-Object Name -EQ cryptography).Status | Should -Be passed
        ($checks | Where-Object Name -EQ store).Status | Should -Be warning
        ($checks | Where-Object Name -EQ store).Remedy | Should -Not -BeNullOrEmpty
        Test-Path .swarm | Should -BeFalse
    }
}
