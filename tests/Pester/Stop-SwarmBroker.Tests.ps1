BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    New-SwarmKey | Out-Null
}
AfterAll { Exit-Scene }

Describe 'Stop-SwarmBroker' {
    It 'ends it, and its process with it' {
        $broker = Start-SwarmBroker -Port 0
        Stop-SwarmBroker -WhatIf | Should -BeNullOrEmpty
        (Get-SwarmBroker).Name | Should -Be default
        (Get-SwarmBroker | Stop-SwarmBroker -Grace 1).Name | Should -Be default
        Get-SwarmBroker | Should -BeNullOrEmpty
        Wait-Until { -not (Get-Process -Id $broker.ProcessId -ErrorAction Ignore) } -Seconds 15
    }

    It 'says that none serves' {
        Stop-SwarmBroker -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmSpecInvalid,*'
    }
}
